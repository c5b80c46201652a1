using Settlement.Domain.Money;
using Settlement.Domain.Settle;

namespace Settlement.Operator.Statements;

/// <summary>What a settled day means for one participant: its rows of the result, and their totals.</summary>
internal sealed record ParticipantStatement
{
    /// <summary>What was settled.</summary>
    public required RunKey Run { get; init; }

    /// <summary>Digest of the whole result that the rows come from.</summary>
    public required string Digest { get; init; }

    /// <summary>The participant.</summary>
    public required string Participant { get; init; }

    /// <summary>Its positions, by account and symbol.</summary>
    public required IReadOnlyList<PositionRow> Positions { get; init; }

    /// <summary>Its funds, by account and currency.</summary>
    public required IReadOnlyList<FundsRow> Funds { get; init; }

    /// <summary>Its deliveries, by symbol.</summary>
    public required IReadOnlyList<DeliveryRow> Deliveries { get; init; }

    /// <summary>Totals, by currency.</summary>
    public required IReadOnlyList<StatementTotal> Totals { get; init; }

    /// <summary>One statement for each participant that the result names, by name.</summary>
    public static IReadOnlyList<ParticipantStatement> Of(SettlementResult result)
    {
        var (positions, funds, deliveries) = (
            result.Positions.ToLookup(static p => p.Participant, StringComparer.Ordinal),
            result.Funds.ToLookup(static f => f.Participant, StringComparer.Ordinal),
            result.Deliveries.ToLookup(static d => d.Participant, StringComparer.Ordinal));
        var participants = positions.Select(static g => g.Key).Concat(funds.Select(static g => g.Key)).Concat(deliveries.Select(static g => g.Key));
        return [.. participants.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(participant => new ParticipantStatement
        {
            Run = result.Key,
            Digest = result.Digest,
            Participant = participant,
            Positions = [.. positions[participant]],
            Funds = [.. funds[participant]],
            Deliveries = [.. deliveries[participant]],
            Totals = StatementTotal.Of([.. positions[participant]], [.. funds[participant]], [.. deliveries[participant]]),
        })];
    }
}

/// <summary>Sums over rows in one currency.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="DayProfit">Daily profit and loss.</param>
/// <param name="Fees">Fees.</param>
/// <param name="Margin">Margin.</param>
/// <param name="Reserve">Settlement reserve.</param>
/// <param name="Equity">Equity.</param>
/// <param name="DeliveryCash">Net cash of deliveries: received when positive.</param>
internal sealed record StatementTotal(string Currency, Amount DayProfit, Amount Fees, Amount Margin, Amount Reserve, Amount Equity, Amount DeliveryCash)
{
    /// <summary>The totals of rows, by currency.</summary>
    public static IReadOnlyList<StatementTotal> Of(IReadOnlyList<PositionRow> positions, IReadOnlyList<FundsRow> funds, IReadOnlyList<DeliveryRow> deliveries)
    {
        var currencies = positions.Select(static p => p.Currency).Concat(funds.Select(static f => f.Currency)).Concat(deliveries.Select(static d => d.Currency));
        return [.. currencies.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(currency => new StatementTotal(
            currency,
            Sum(positions.Where(p => p.Currency == currency), static p => p.DayProfit),
            Sum(positions.Where(p => p.Currency == currency), static p => p.Fees),
            Sum(positions.Where(p => p.Currency == currency), static p => p.LongMargin + p.ShortMargin),
            Sum(funds.Where(f => f.Currency == currency), static f => f.Reserve),
            Sum(funds.Where(f => f.Currency == currency), static f => f.Equity),
            Sum(deliveries.Where(d => d.Currency == currency), static d => d.Cash)))];
    }

    private static Amount Sum<T>(IEnumerable<T> rows, Func<T, Amount> amount) => rows.Aggregate(Amount.Zero, (sum, row) => sum + amount(row));
}

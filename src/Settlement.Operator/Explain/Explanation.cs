using Settlement.Domain.Explain;
using Settlement.Domain.Settle;
using Settlement.Operator.Compute;

namespace Settlement.Operator.Explain;

/// <summary>The figures of one account in one instrument, with the trades and formulas that lead to them.</summary>
internal sealed record Explanation
{
    /// <summary>What was settled.</summary>
    public required RunKey Run { get; init; }

    /// <summary>Digest of the result that the figures are of.</summary>
    public required string Digest { get; init; }

    /// <summary>The settlement price and its evidence.</summary>
    public required PriceRow Price { get; init; }

    /// <summary>The position.</summary>
    public required PositionRow Position { get; init; }

    /// <summary>The account's money in the instrument's currency, all its positions together; null when it has none.</summary>
    public required FundsRow? Funds { get; init; }

    /// <summary>The participant's delivery, all its accounts together; null for futures, or when nothing is left.</summary>
    public required DeliveryRow? Delivery { get; init; }

    /// <summary>The trades, in the order of execution; busted ones count for nothing.</summary>
    public required IReadOnlyList<PositionLeg> Legs { get; init; }

    /// <summary>How each figure follows.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Explains a row of a computed day.</summary>
    /// <param name="source">The day.</param>
    /// <param name="account">The account, as <c>participant/account</c>.</param>
    /// <param name="symbol">The instrument.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ComputeException">The day cannot be computed, a gate refuses it, or it has no such row.</exception>
    public static async Task<Explanation> OfAsync(IDaySource source, string account, string symbol, CancellationToken cancellationToken)
    {
        var day = await source.ComputeAsync(cancellationToken).ConfigureAwait(false);
        if (day.Outcome.Result is not { } result)
            throw new ComputeException([.. day.Outcome.Gates.Where(static g => !g.Passed).Select(static g => $"{g.Gate}: {g.Evidence}"), "A gate refuses the day, so there are no figures to explain."]);
        var reference = day.Book.Reference;
        var row = result.Positions.FirstOrDefault(p => $"{p.Participant}/{p.Account}" == account && p.Instrument == symbol)
            ?? throw new ComputeException([$"{result.Key} has no position of {account} in {symbol}: it neither held nor traded any. The account is written as PARTICIPANT/ACCOUNT."]);
        var legs = new PositionLegs(reference, IndexOf(reference.Accounts, a => a.ToString() == account), IndexOf(reference.Instruments, i => i.Symbol == symbol));
        await source.ReadAsync(legs.Take, cancellationToken).ConfigureAwait(false);
        var price = result.Prices.First(p => p.Instrument == symbol);
        var explanation = new Explanation
        {
            Run = result.Key,
            Digest = result.Digest,
            Price = price,
            Position = row,
            Funds = result.Funds.FirstOrDefault(f => f.Participant == row.Participant && f.Account == row.Account && f.Currency == row.Currency),
            Delivery = result.Deliveries.FirstOrDefault(d => d.Participant == row.Participant && d.Instrument == symbol),
            Legs = legs.All(),
            Steps = [],
        };
        return explanation with { Steps = Formulas.Of(explanation, reference.Instruments[IndexOf(reference.Instruments, i => i.Symbol == symbol)]) };
    }

    private static int IndexOf<T>(IReadOnlyList<T> items, Func<T, bool> isIt) => Enumerable.Range(0, items.Count).First(i => isIt(items[i]));
}

/// <summary>How one figure follows from others.</summary>
/// <param name="Figure">The figure, as the result names it.</param>
/// <param name="Formula">What it is.</param>
/// <param name="Figures">The same with figures put in.</param>
/// <param name="Value">What comes out.</param>
/// <param name="Agrees">Whether the result states the same.</param>
internal sealed record Step(string Figure, string Formula, string Figures, decimal Value, bool Agrees);

using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>Writes what is carried into a trading day, each kind as a whole, inside the caller's transaction.</summary>
internal sealed class OpeningWriter(NpgsqlConnection connection, string market, DateOnly day)
{
    internal async Task<LoadReport> WriteAsync(OpeningSet? known, OpeningSet wanted, LoadReport report, CancellationToken cancellationToken)
    {
        known ??= await NewDayAsync(cancellationToken).ConfigureAwait(false);
        report = report with
        {
            Openings = Changes.Between(Positions(known), Positions(wanted)),
            PreviousPrices = Changes.Between(known.PreviousPrices, wanted.PreviousPrices),
            Funds = Changes.Between(Funds(known), Funds(wanted)),
        };
        if (!report.Openings.IsNone)
            await ReplacePositionsAsync(wanted.Positions, cancellationToken).ConfigureAwait(false);
        if (!report.PreviousPrices.IsNone)
            await ReplacePricesAsync(wanted.PreviousPrices, cancellationToken).ConfigureAwait(false);
        if (!report.Funds.IsNone)
            await ReplaceFundsAsync(wanted.Funds, cancellationToken).ConfigureAwait(false);
        return report;
    }

    private async Task<OpeningSet> NewDayAsync(CancellationToken cancellationToken)
    {
        await connection.Command("insert into settlement.opening_days values ($1, $2)", market, day).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return OpeningSet.NothingOn(day);
    }

    private async Task ReplacePositionsAsync(IReadOnlyList<CarriedPosition> positions, CancellationToken cancellationToken)
    {
        await DeleteAsync("openings", cancellationToken).ConfigureAwait(false);
        await connection.Command("""
            insert into settlement.openings (market, trading_day, participant, account, instrument, long_quantity, short_quantity)
            select $1, $2, * from unnest($3, $4, $5, $6, $7)
            """, market, day,
            positions.Select(static p => p.Participant).ToArray(), positions.Select(static p => p.Account).ToArray(), positions.Select(static p => p.Instrument).ToArray(),
            positions.Select(static p => p.Long).ToArray(), positions.Select(static p => p.Short).ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ReplacePricesAsync(IReadOnlyDictionary<string, decimal> prices, CancellationToken cancellationToken)
    {
        await DeleteAsync("previous_prices", cancellationToken).ConfigureAwait(false);
        await connection.Command("insert into settlement.previous_prices select $1, $2, * from unnest($3, $4)", market, day,
            prices.Keys.ToArray(), prices.Values.ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ReplaceFundsAsync(IReadOnlyList<CarriedFunds> funds, CancellationToken cancellationToken)
    {
        await DeleteAsync("opening_funds", cancellationToken).ConfigureAwait(false);
        await connection.Command("insert into settlement.opening_funds select $1, $2, * from unnest($3, $4, $5, $6, $7)", market, day,
            funds.Select(static f => f.Participant).ToArray(), funds.Select(static f => f.Account).ToArray(), funds.Select(static f => f.Currency).ToArray(),
            funds.Select(static f => f.Reserve).ToArray(), funds.Select(static f => f.Margin).ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<int> DeleteAsync(string table, CancellationToken cancellationToken) =>
        connection.Command($"delete from settlement.{table} where market = $1 and trading_day = $2", market, day).ExecuteAsync(cancellationToken);

    private static Dictionary<(string, string, string), (decimal, decimal)> Positions(OpeningSet set) =>
        set.Positions.ToDictionary(static p => (p.Participant, p.Account, p.Instrument), static p => (p.Long, p.Short));

    private static Dictionary<(string, string, string), (decimal, decimal)> Funds(OpeningSet set) =>
        set.Funds.ToDictionary(static f => (f.Participant, f.Account, f.Currency), static f => (f.Reserve, f.Margin));
}

using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>Reads reference data as loaded, and the closing of a settled run as the next opening.</summary>
internal static class ReferenceReader
{
    /// <summary>Products and accounts of a market; both empty when nothing was loaded.</summary>
    internal static async Task<MarketReference> MarketAsync(NpgsqlConnection connection, string market, CancellationToken cancellationToken)
    {
        var tiers = await connection.Command("select symbol, kind, window_from, window_to, window_zone from settlement.price_tiers where market = $1 order by symbol, rank", market)
            .ListAsync(static r => (Symbol: r.GetString(0), Tier: Tier(r)), cancellationToken).ConfigureAwait(false);
        var bySymbol = tiers.ToLookup(static t => t.Symbol, static t => t.Tier);
        var instruments = await connection.Command("select symbol, currency, price_scale, quantity_scale, tick, multiplier from settlement.instruments where market = $1 order by symbol", market)
            .ListAsync(r => new MarketInstrument
            {
                Symbol = r.GetString(0),
                Currency = r.GetString(1),
                PriceScale = r.GetInt32(2),
                QuantityScale = r.GetInt32(3),
                Tick = r.GetDecimal(4),
                Multiplier = r.GetDecimal(5),
                Tiers = [.. bySymbol[r.GetString(0)]],
            }, cancellationToken).ConfigureAwait(false);
        var accounts = await connection.Command("select participant, account from settlement.accounts where market = $1", market)
            .ListAsync(static r => new Account(r.GetString(0), r.GetString(1)), cancellationToken).ConfigureAwait(false);
        return new MarketReference { Market = market, Instruments = instruments, Accounts = accounts };
    }

    /// <summary>The opening loaded for exactly this day; null when none was.</summary>
    internal static async Task<OpeningSet?> OpeningAsync(NpgsqlConnection connection, string market, DateOnly day, CancellationToken cancellationToken)
    {
        if (!await connection.Command("select exists (select from settlement.opening_days where market = $1 and trading_day = $2)", market, day)
            .ScalarAsync<bool>(cancellationToken).ConfigureAwait(false))
            return null;
        var positions = await connection.Command("select participant, account, instrument, quantity from settlement.openings where market = $1 and trading_day = $2", market, day)
            .ListAsync(Position, cancellationToken).ConfigureAwait(false);
        var prices = await connection.Command("select instrument, price from settlement.previous_prices where market = $1 and trading_day = $2", market, day)
            .ListAsync(Price, cancellationToken).ConfigureAwait(false);
        return new OpeningSet(day, positions, prices.ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>What a settled run carries into <paramref name="day"/>.</summary>
    internal static async Task<OpeningSet> ClosingAsync(NpgsqlConnection connection, long runId, DateOnly day, CancellationToken cancellationToken)
    {
        var positions = await connection.Command("select participant, account, instrument, closing from settlement.positions where run_id = $1 and closing <> 0", runId)
            .ListAsync(Position, cancellationToken).ConfigureAwait(false);
        var prices = await connection.Command("select instrument, price from settlement.prices where run_id = $1", runId)
            .ListAsync(Price, cancellationToken).ConfigureAwait(false);
        return new OpeningSet(day, positions, prices.ToDictionary(StringComparer.Ordinal));
    }

    private static CarriedPosition Position(NpgsqlDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetDecimal(3));

    private static KeyValuePair<string, decimal> Price(NpgsqlDataReader r) => new(r.GetString(0), r.GetDecimal(1));

    private static MarketTier Tier(NpgsqlDataReader r) => new(
        Enum.Parse<PriceTierKind>(r.GetString(1)),
        r.IsDBNull(2) ? null : new LocalWindow(r.GetFieldValue<TimeOnly>(2), r.GetFieldValue<TimeOnly>(3), r.GetString(4)));
}

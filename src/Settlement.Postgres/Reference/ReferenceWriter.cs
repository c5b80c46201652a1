using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>Writes the differences between what is known of a market and what a file says, inside the caller's transaction.</summary>
internal sealed class ReferenceWriter(NpgsqlConnection connection, string market)
{
    internal async Task<Changes> InstrumentsAsync(IReadOnlyList<MarketInstrument> known, IReadOnlyList<MarketInstrument> wanted, CancellationToken cancellationToken)
    {
        var before = known.ToDictionary(static i => i.Symbol, StringComparer.Ordinal);
        int inserted = 0, updated = 0;
        foreach (var instrument in wanted)
        {
            var isKnown = before.TryGetValue(instrument.Symbol, out var old);
            if (isKnown && old! with { Tiers = instrument.Tiers } == instrument && old.Tiers.SequenceEqual(instrument.Tiers))
                continue;
            await WriteAsync(instrument, cancellationToken).ConfigureAwait(false);
            _ = isKnown ? updated++ : inserted++;
        }

        return new Changes(inserted, updated, 0, wanted.Count - inserted - updated);
    }

    internal async Task<Changes> AccountsAsync(IReadOnlyList<Account> known, IReadOnlyList<Account> wanted, CancellationToken cancellationToken)
    {
        var inserted = wanted.Except(known).ToArray();
        await connection.Command("insert into settlement.accounts select $1, * from unnest($2, $3)",
            market, inserted.Select(static a => a.Participant).ToArray(), inserted.Select(static a => a.Name).ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return new Changes(inserted.Length, 0, 0, wanted.Count - inserted.Length);
    }

    internal async Task<(Changes Positions, Changes Prices)> OpeningAsync(OpeningSet? known, OpeningSet wanted, CancellationToken cancellationToken)
    {
        var day = wanted.TradingDay;
        var positions = Compare(known?.Positions.ToDictionary(Key, static p => p.Quantity) ?? [], wanted.Positions.ToDictionary(Key, static p => p.Quantity));
        var prices = Compare(known?.PreviousPrices ?? new Dictionary<string, decimal>(), wanted.PreviousPrices);
        if (known is null)
            await connection.Command("insert into settlement.opening_days values ($1, $2)", market, day).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        if (!positions.IsNone)
            await ReplacePositionsAsync(day, wanted.Positions, cancellationToken).ConfigureAwait(false);
        if (!prices.IsNone)
            await ReplacePricesAsync(day, wanted.PreviousPrices, cancellationToken).ConfigureAwait(false);
        return (positions, prices);

        static (string, string, string) Key(CarriedPosition p) => (p.Participant, p.Account, p.Instrument);
    }

    private async Task WriteAsync(MarketInstrument instrument, CancellationToken cancellationToken)
    {
        await connection.Command("""
            insert into settlement.instruments values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (market, symbol) do update set currency = excluded.currency, price_scale = excluded.price_scale,
                quantity_scale = excluded.quantity_scale, tick = excluded.tick, multiplier = excluded.multiplier
            """, market, instrument.Symbol, instrument.Currency, instrument.PriceScale, instrument.QuantityScale, instrument.Tick, instrument.Multiplier)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await connection.Command("delete from settlement.price_tiers where market = $1 and symbol = $2", market, instrument.Symbol)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < instrument.Tiers.Count; i++)
        {
            var (kind, window) = instrument.Tiers[i];
            await connection.Command("insert into settlement.price_tiers values ($1, $2, $3, $4, $5, $6, $7)",
                market, instrument.Symbol, i + 1, kind.ToString(), window?.From, window?.To, window?.Zone).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReplacePositionsAsync(DateOnly day, IReadOnlyList<CarriedPosition> positions, CancellationToken cancellationToken)
    {
        await connection.Command("delete from settlement.openings where market = $1 and trading_day = $2", market, day).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await connection.Command("insert into settlement.openings select $1, $2, * from unnest($3, $4, $5, $6)", market, day,
            positions.Select(static p => p.Participant).ToArray(), positions.Select(static p => p.Account).ToArray(),
            positions.Select(static p => p.Instrument).ToArray(), positions.Select(static p => p.Quantity).ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ReplacePricesAsync(DateOnly day, IReadOnlyDictionary<string, decimal> prices, CancellationToken cancellationToken)
    {
        await connection.Command("delete from settlement.previous_prices where market = $1 and trading_day = $2", market, day).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await connection.Command("insert into settlement.previous_prices select $1, $2, * from unnest($3, $4)", market, day,
            prices.Keys.ToArray(), prices.Values.ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Changes Compare<TKey>(IReadOnlyDictionary<TKey, decimal> known, IReadOnlyDictionary<TKey, decimal> wanted) where TKey : notnull
    {
        var inserted = wanted.Keys.Count(key => !known.ContainsKey(key));
        var unchanged = wanted.Count(pair => known.TryGetValue(pair.Key, out var old) && old == pair.Value);
        return new Changes(inserted, wanted.Count - inserted - unchanged, known.Keys.Count(key => !wanted.ContainsKey(key)), unchanged);
    }
}

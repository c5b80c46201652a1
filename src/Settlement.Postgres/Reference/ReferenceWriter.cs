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
            if (isKnown && AreEqual(old!, instrument))
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

    internal async Task<Changes> FeesAsync(IReadOnlyList<FeeOverride> known, IReadOnlyList<FeeOverride> wanted, CancellationToken cancellationToken)
    {
        var changes = Changes.Between(known.ToDictionary(Key, static f => f.Fees), wanted.ToDictionary(Key, static f => f.Fees));
        if (changes.IsNone)
            return changes;
        await connection.Command("delete from settlement.fees where market = $1 and participant <> ''", market).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        foreach (var fee in wanted)
            await WriteFeesAsync(fee, cancellationToken).ConfigureAwait(false);
        return changes;

        static (string, string?, string?, string?) Key(FeeOverride f) => (f.Participant, f.Account, f.Product, f.Instrument);
    }

    internal async Task<Changes> HolidaysAsync(IReadOnlyList<DateOnly> known, IReadOnlyList<DateOnly> wanted, CancellationToken cancellationToken)
    {
        var changes = Changes.Between(known.ToDictionary(static d => d, static _ => 0), wanted.ToDictionary(static d => d, static _ => 0));
        if (changes.IsNone)
            return changes;
        await connection.Command("delete from settlement.holidays where market = $1", market).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await connection.Command("insert into settlement.holidays select $1, * from unnest($2)", market, wanted.ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return changes;
    }

    private async Task WriteAsync(MarketInstrument i, CancellationToken cancellationToken)
    {
        await connection.Command("""
            insert into settlement.instruments (market, symbol, currency, price_scale, quantity_scale, tick, multiplier, kind, product, expiry, keeping, rounding,
                price_rule, listing_benchmark, settlement_cycle)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            on conflict (market, symbol) do update set currency = excluded.currency, price_scale = excluded.price_scale,
                quantity_scale = excluded.quantity_scale, tick = excluded.tick, multiplier = excluded.multiplier, kind = excluded.kind,
                product = excluded.product, expiry = excluded.expiry, keeping = excluded.keeping, rounding = excluded.rounding,
                price_rule = excluded.price_rule, listing_benchmark = excluded.listing_benchmark, settlement_cycle = excluded.settlement_cycle
            """, market, i.Symbol, i.Currency, i.PriceScale, i.QuantityScale, i.Tick, i.Multiplier, i.Kind.ToString(), i.Product, i.Expiry, i.Keeping.ToString(),
            i.Rounding.ToString(), i.PriceRule, i.ListingBenchmark, i.SettlementCycle).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        await connection.Command("delete from settlement.price_tiers where market = $1 and symbol = $2", market, i.Symbol)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        for (var rank = 1; rank <= i.Tiers.Count; rank++)
            await WriteAsync(i.Symbol, rank, i.Tiers[rank - 1], cancellationToken).ConfigureAwait(false);
        await connection.Command("delete from settlement.fees where market = $1 and participant = '' and instrument = $2", market, i.Symbol)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        if (i.Fees is { } fees)
            await WriteFeesAsync(new FeeOverride("", null, null, i.Symbol, fees), cancellationToken).ConfigureAwait(false);
        await connection.Command("delete from settlement.margins where market = $1 and symbol = $2", market, i.Symbol)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        if (i.Margin is { } margin)
        {
            await connection.Command("insert into settlement.margins values ($1, $2, $3, $4, $5, $6, $7)", market, i.Symbol, margin.Basis.ToString(),
                margin.Long.Basis.ToString(), margin.Long.ToDecimal(), margin.Short.Basis.ToString(), margin.Short.ToDecimal()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(string symbol, int rank, MarketTier tier, CancellationToken cancellationToken)
    {
        await connection.Command("insert into settlement.price_tiers (market, symbol, rank, kind, min_trades, step) values ($1, $2, $3, $4, $5, $6)",
            market, symbol, rank, tier.Kind.ToString(), tier.MinTrades, tier.Step).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        for (var position = 1; position <= tier.Windows.Count; position++)
        {
            var window = tier.Windows[position - 1];
            await connection.Command("insert into settlement.price_windows values ($1, $2, $3, $4, $5, $6, $7, $8)",
                market, symbol, rank, position, window.Day.ToString(), window.From, window.To, window.Zone).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<int> WriteFeesAsync(FeeOverride fee, CancellationToken cancellationToken) =>
        connection.Command("insert into settlement.fees values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", market,
            fee.Participant, fee.Account ?? "", fee.Product ?? "", fee.Instrument ?? "",
            fee.Fees.Open.Basis.ToString(), fee.Fees.Open.ToDecimal(), fee.Fees.Close.Basis.ToString(), fee.Fees.Close.ToDecimal(),
            fee.Fees.CloseToday.Basis.ToString(), fee.Fees.CloseToday.ToDecimal()).ExecuteAsync(cancellationToken);

    /// <summary>Records compare lists by reference, and a product that is stated with one that is not.</summary>
    private static bool AreEqual(MarketInstrument known, MarketInstrument wanted) =>
        known.Product == wanted.Product && known.Tiers.SequenceEqual(wanted.Tiers)
        && (known with { Product = "" }) == (wanted with { Product = "", Tiers = known.Tiers });
}

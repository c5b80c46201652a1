using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>Reads a market's instruments with their price tiers and margin.</summary>
internal sealed class InstrumentReader(NpgsqlConnection connection, string market)
{
    /// <summary>All instruments by symbol.</summary>
    /// <param name="fees">Fees of the instruments that have some.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<List<MarketInstrument>> ReadAsync(IReadOnlyDictionary<string, FeeSchedule> fees, CancellationToken cancellationToken)
    {
        var tiers = await TiersAsync(cancellationToken).ConfigureAwait(false);
        var margins = (await connection.Command("select symbol, basis, long_basis, long_rate, short_basis, short_rate from settlement.margins where market = $1", market)
            .ListAsync(static r => KeyValuePair.Create(r.GetString(0), new MarginRule(Enum.Parse<MarginBasis>(r.GetString(1)), ReferenceReader.RateAt(r, 2), ReferenceReader.RateAt(r, 4))), cancellationToken)
            .ConfigureAwait(false)).ToDictionary(StringComparer.Ordinal);
        return await connection.Command("""
            select symbol, currency, price_scale, quantity_scale, tick, multiplier, kind, product, expiry, keeping, rounding, price_rule, listing_benchmark, settlement_cycle
            from settlement.instruments where market = $1 order by symbol
            """, market).ListAsync(r => new MarketInstrument
        {
            Symbol = r.GetString(0),
            Currency = r.GetString(1),
            PriceScale = r.GetInt32(2),
            QuantityScale = r.GetInt32(3),
            Tick = r.GetDecimal(4),
            Multiplier = r.GetDecimal(5),
            Kind = Enum.Parse<InstrumentKind>(r.GetString(6)),
            Product = r.GetString(7),
            Expiry = r.Nullable<DateOnly>(8),
            Keeping = Enum.Parse<PositionKeeping>(r.GetString(9)),
            Rounding = Enum.Parse<PriceRounding>(r.GetString(10)),
            PriceRule = r.GetString(11),
            ListingBenchmark = r.Nullable<decimal>(12),
            SettlementCycle = r.Nullable<int>(13),
            Tiers = [.. tiers[r.GetString(0)]],
            Fees = fees.GetValueOrDefault(r.GetString(0)),
            Margin = margins.GetValueOrDefault(r.GetString(0)),
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ILookup<string, MarketTier>> TiersAsync(CancellationToken cancellationToken)
    {
        var windows = (await connection.Command("""
            select symbol, rank, window_from, window_to, window_zone, day from settlement.price_windows where market = $1 order by symbol, rank, position
            """, market)
            .ListAsync(static r => (Key: (r.GetString(0), r.GetInt32(1)), Window: new LocalWindow(r.GetFieldValue<TimeOnly>(2), r.GetFieldValue<TimeOnly>(3), r.GetString(4), Enum.Parse<WindowDay>(r.GetString(5)))),
                cancellationToken).ConfigureAwait(false)).ToLookup(static w => w.Key, static w => w.Window);
        var tiers = await connection.Command("select symbol, rank, kind, min_trades, step from settlement.price_tiers where market = $1 order by symbol, rank", market)
            .ListAsync(r => (Symbol: r.GetString(0), Tier: new MarketTier(Enum.Parse<PriceTierKind>(r.GetString(2)), [.. windows[(r.GetString(0), r.GetInt32(1))]])
            {
                MinTrades = r.GetInt32(3),
                Step = r.Nullable<TimeSpan>(4),
            }), cancellationToken).ConfigureAwait(false);
        return tiers.ToLookup(static t => t.Symbol, static t => t.Tier);
    }
}

using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>Turns a market's reference, by names and decimals, into frozen data by indexes and scaled units; collects every problem.</summary>
internal sealed class ReferenceFreezer(MarketReference market, OpeningSet opening)
{
    private readonly List<string> _problems = [];
    private readonly BusinessDays _businessDays = new(market.Holidays);

    internal ReferenceData Freeze()
    {
        var tiers = new TierFreezer(opening.TradingDay, _businessDays, _problems);
        var instruments = market.Instruments.OrderBy(static i => i.Symbol, StringComparer.Ordinal).Select(i => Freeze(i, tiers)).ToArray();
        var accounts = market.Accounts.OrderBy(static a => a.ToString(), StringComparer.Ordinal).ToArray();
        var carried = new OpeningFreezer(opening, instruments, accounts, _problems);
        var (positions, funds) = (carried.Positions(), carried.Funds());
        var fees = new FeeFreezer(market, instruments, accounts, _problems).Freeze();
        foreach (var symbol in opening.PreviousPrices.Keys.Where(symbol => !market.Instruments.Any(i => i.Symbol == symbol)))
            _problems.Add($"previous settlement price of unknown instrument '{symbol}'");
        if (_problems.Count > 0)
            throw new ReferenceException(_problems);
        return new ReferenceData(market.Market, opening.TradingDay, instruments, accounts, positions, funds, fees);
    }

    private Instrument Freeze(MarketInstrument source, TierFreezer tiers)
    {
        if (source.Kind == InstrumentKind.Cash != source.SettlementCycle is not null)
            _problems.Add($"instrument '{source.Symbol}': {(source.SettlementCycle is null ? "cash needs a settlement cycle" : "only cash has a settlement cycle")}");
        // 100 and 100.0 freeze to the same data.
        var multiplierScale = DecimalPlaces.Of(source.Multiplier);
        return new Instrument
        {
            Symbol = source.Symbol,
            Kind = source.Kind,
            Product = source.Product,
            Expiry = source.Expiry,
            Keeping = source.Keeping,
            Currency = source.Currency,
            PriceScale = source.PriceScale,
            QuantityScale = source.QuantityScale,
            Tick = Units(source.Tick, source.PriceScale, source, "tick"),
            Multiplier = Units(source.Multiplier, multiplierScale, source, "multiplier"),
            MultiplierScale = multiplierScale,
            Tiers = tiers.Freeze(source),
            PriceRule = source.PriceRule,
            Rounding = source.Rounding,
            PreviousSettlement = opening.PreviousPrices.TryGetValue(source.Symbol, out var price) ? Units(price, source.PriceScale, source, "previous settlement price") : null,
            ListingBenchmark = source.ListingBenchmark is { } benchmark ? Units(benchmark, source.PriceScale, source, "listing benchmark") : null,
            Margin = source.Margin,
            ValueDate = source.SettlementCycle is { } cycle ? _businessDays.After(opening.TradingDay, cycle) : null,
        };
    }

    private long Units(decimal value, int scale, MarketInstrument instrument, string what) =>
        Scaling.ToUnits(value, scale, $"instrument '{instrument.Symbol}': {what}", _problems);
}

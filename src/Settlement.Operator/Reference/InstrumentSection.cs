using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>The sections <c>instruments</c> and <c>products</c>, which say what the instruments of a product have in common.</summary>
internal static class InstrumentSection
{
    private const int MostDecimals = 9;
    private const int LongestCycle = 30;

    private static readonly string[] Common =
        ["currency", "tick", "quantityScale", "multiplier", "priceScale", "settlementPrice", "rounding", "kind", "keeping", "settlementCycle", "fees", "margin"];

    /// <summary>Reads all instruments; one with a problem is there under its symbol too, so that openings can be checked against it.</summary>
    public static Dictionary<string, MarketInstrument> Read(YamlFields file, ReferenceProblems problems)
    {
        Dictionary<string, YamlFields> products = new(StringComparer.Ordinal);
        foreach (var fields in file.Maps("products", isRequired: false, ["product", .. Common]))
        {
            if (Name(fields, "product", "the name of the product") is { } product && !products.TryAdd(product, fields))
                fields.Wrong("product", $"product '{product}' is there twice");
        }

        Dictionary<string, MarketInstrument> instruments = new(StringComparer.Ordinal);
        foreach (var own in file.Maps("instruments", isRequired: true, ["symbol", "product", "expiry", "listingBenchmark", .. Common]))
        {
            var product = own.Find("product") is null ? null : Name(own, "product", "the product");
            var fields = own.FallBackTo(product is null ? null : products.GetValueOrDefault(product));
            var instrument = One(fields, product, problems);
            if (instrument.Symbol.Length > 0 && !instruments.TryAdd(instrument.Symbol, instrument))
                fields.Wrong("symbol", $"instrument '{instrument.Symbol}' is there twice");
        }

        return instruments;
    }

    private static MarketInstrument One(YamlFields fields, string? product, ReferenceProblems problems)
    {
        var symbol = Name(fields, "symbol", "the symbol as in the feed");
        var currency = fields.Text("currency", "an ISO 4217 code such as USD");
        if (currency is not null && !Currency.IsCode(currency))
            fields.Wrong("currency", $"'{currency}' is not an ISO 4217 code such as USD");
        var stated = fields.Find("priceScale") is null ? null : fields.Whole("priceScale", 0, MostDecimals);
        var tick = fields.Number("tick", stated ?? MostDecimals, stated is null ? "every price" : "priceScale");
        var quantityScale = fields.Whole("quantityScale", 0, MostDecimals);
        var multiplier = fields.Number("multiplier", MostDecimals, "every multiplier");
        foreach (var (name, value) in (ReadOnlySpan<(string, decimal?)>)[("tick", tick), ("multiplier", multiplier)])
        {
            if (value <= 0)
                fields.Wrong(name, "must be more than zero");
        }

        var priceScale = stated ?? DecimalPlaces.Of(tick ?? 0);
        var multiplierScale = DecimalPlaces.Of(multiplier ?? 0);
        if (priceScale + (quantityScale ?? 0) + multiplierScale > Amount.Scale)
            fields.Wrong("multiplier", $"the decimals of price ({priceScale}), quantity ({quantityScale}) and multiplier ({multiplierScale}) must be {Amount.Scale} at most together");
        var kind = fields.Choice("kind", InstrumentKind.Future);
        var keeping = fields.Choice("keeping", PositionKeeping.Net);
        var margin = RateSection.Margin(fields);
        if (kind == InstrumentKind.Cash && keeping != PositionKeeping.Net)
            fields.Wrong("keeping", "must be net for cash, which is delivered and not carried");
        if (kind == InstrumentKind.Cash && margin is not null)
            fields.Wrong("margin", "cannot be taken of cash, which is delivered and not carried");
        var rule = PriceRuleSection.Read(fields, isRequired: kind == InstrumentKind.Future, problems);
        return new MarketInstrument
        {
            Symbol = symbol ?? "",
            Kind = kind,
            Product = product ?? symbol ?? "",
            Expiry = fields.Find("expiry") is null ? null : fields.Day("expiry"),
            Keeping = keeping,
            Currency = currency ?? "",
            PriceScale = priceScale,
            QuantityScale = quantityScale ?? MostDecimals,
            Tick = tick ?? 0,
            Multiplier = multiplier ?? 0,
            Tiers = rule.Tiers,
            PriceRule = rule.Name,
            Rounding = rule.Rounding,
            ListingBenchmark = fields.Find("listingBenchmark") is null ? null : fields.Number("listingBenchmark", priceScale, "the instrument's prices"),
            Fees = RateSection.Find(fields),
            Margin = margin,
            SettlementCycle = Cycle(fields, kind),
        };
    }

    private static int? Cycle(YamlFields fields, InstrumentKind kind)
    {
        if (kind == InstrumentKind.Cash)
            return fields.Whole("settlementCycle", 0, LongestCycle);
        if (fields.Find("settlementCycle") is not null)
            fields.Wrong("settlementCycle", "is for kind: cash only");
        return null;
    }

    private static string? Name(YamlFields fields, string field, string what)
    {
        var name = fields.Text(field, what);
        if (name is not null && !Names.IsValid(name))
            fields.Wrong(field, $"'{name}' is not a name: {ReferenceFile.NameRule}");
        return name;
    }
}

using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>The section <c>instruments</c>.</summary>
internal static class InstrumentSection
{
    private const int MostDecimals = 9;

    private static readonly string[] Required = ["symbol", "currency", "tick", "quantityScale", "multiplier"];

    /// <summary>Reads all instruments; one with a problem is there under its symbol too, so that openings can be checked against it.</summary>
    public static Dictionary<string, MarketInstrument> Read(YamlFields file, ReferenceProblems problems)
    {
        Dictionary<string, MarketInstrument> instruments = new(StringComparer.Ordinal);
        foreach (var (item, i) in file.Items("instruments", isRequired: true).Select(static (item, i) => (item, i)))
        {
            var path = $"instruments[{i}]";
            if (YamlFields.Of(item, path, problems, [.. Required, "priceScale", "settlementPrice"]) is not { } fields)
                continue;
            var instrument = One(fields, problems);
            if (instrument.Symbol.Length > 0 && !instruments.TryAdd(instrument.Symbol, instrument))
                fields.Wrong("symbol", $"instrument '{instrument.Symbol}' is there twice");
        }

        return instruments;
    }

    private static MarketInstrument One(YamlFields fields, ReferenceProblems problems)
    {
        var symbol = fields.Text("symbol", "the symbol as in the feed");
        if (symbol is not null && !Names.IsValid(symbol))
            fields.Wrong("symbol", $"'{symbol}' is not a name: {ReferenceFile.NameRule}");
        var currency = fields.Text("currency", "an ISO 4217 code such as USD");
        if (currency is not null && !(currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)))
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

        var priceScale = stated ?? DecimalsOf(tick ?? 0);
        if (priceScale + (quantityScale ?? 0) + DecimalsOf(multiplier ?? 0) > Amount.Scale)
            fields.Wrong("multiplier", $"the decimals of price ({priceScale}), quantity ({quantityScale}) and multiplier ({DecimalsOf(multiplier ?? 0)}) must be {Amount.Scale} at most together");
        return new MarketInstrument
        {
            Symbol = symbol ?? "",
            Currency = currency ?? "",
            PriceScale = priceScale,
            QuantityScale = quantityScale ?? MostDecimals,
            Tick = tick ?? 0,
            Multiplier = multiplier ?? 0,
            Tiers = TierSection.Read(fields, problems),
        };
    }

    /// <summary>Decimals without trailing zeros: dividing by a one with 28 zeros drops them.</summary>
    private static int DecimalsOf(decimal value) => (value / 1.0000000000000000000000000000m).Scale;
}

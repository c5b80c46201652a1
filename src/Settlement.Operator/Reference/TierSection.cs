using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>A list of settlement-price tiers in the order in which they are tried.</summary>
internal static class TierSection
{
    private const string Allowed = "windowVwap, steppingVwap, dayVwap, lastTrade, previousSettlement, baseChange, listingBenchmark or published";

    private const int MostTrades = 1_000_000;

    /// <summary>Reads the tiers of a field.</summary>
    public static List<MarketTier> Read(YamlFields owner, string name, bool isRequired, ReferenceProblems problems)
    {
        List<MarketTier> tiers = [];
        foreach (var (item, path) in owner.Items(name, isRequired))
        {
            if (Read(item, path, problems) is not { } tier)
                continue;
            if (tiers.Contains(tier))
                problems.Add(item.Line, path, "is the same as a tier before it and would never be reached");
            tiers.Add(tier);
        }

        return tiers;
    }

    private static MarketTier? Read(YamlValue item, string path, ReferenceProblems problems)
    {
        var (name, value) = item switch
        {
            YamlText text => (text.Text, null),
            YamlMap { Entries: [var (key, content)] } => (key.Text, content),
            _ => ("", (YamlValue?)null),
        };
        YamlFields? Fields(params ReadOnlySpan<string> allowed)
        {
            if (value is not null)
                return YamlFields.Of(value, $"{path}.{name}", problems, allowed);
            problems.Add(item.Line, path, $"{name} needs {string.Join(", ", allowed)}, as in {name}: {{from: \"13:29\", to: \"13:30\", zone: America/New_York}}");
            return null;
        }

        switch (name)
        {
            case "windowVwap":
                return Fields("from", "to", "zone", "day", "minTrades") is { } average && WindowSection.Read(average) is { } window
                    ? new MarketTier(PriceTierKind.WindowVwap, window) { MinTrades = MinTrades(average) }
                    : null;
            case "steppingVwap":
                return Fields("step", "zone", "session", "minTrades") is { } stepping ? Stepping(stepping) : null;
            case "dayVwap" when value is not null:
                return Fields("minTrades") is { } day ? new MarketTier(PriceTierKind.DayVwap) { MinTrades = MinTrades(day) } : null;
            case "lastTrade" when value is not null:
                return Fields("from", "to", "zone", "day") is { } last && WindowSection.Read(last) is { } within ? new MarketTier(PriceTierKind.LastTrade, within) : null;
            case "dayVwap" or "lastTrade" or "previousSettlement" or "baseChange" or "listingBenchmark" or "published" when value is null:
                return new MarketTier(Enum.Parse<PriceTierKind>(name, ignoreCase: true));
            default:
                problems.Add(item.Line, path, $"must be {Allowed}, not {(item is YamlMap { Entries: [var (key, _), ..] } ? $"'{key.Text}'" : item.Kind)}");
                return null;
        }
    }

    private static MarketTier? Stepping(YamlFields fields)
    {
        var step = WindowSection.Time(fields, "step", absent: null);
        var session = WindowSection.Session(fields, WindowSection.Zone(fields, absent: null));
        if (step == TimeOnly.MinValue)
            fields.Wrong("step", "must be more than zero");
        return step is { } time && session.Count > 0 ? new MarketTier(PriceTierKind.SteppingVwap, session) { Step = time.ToTimeSpan(), MinTrades = MinTrades(fields) } : null;
    }

    private static int MinTrades(YamlFields fields) => fields.Find("minTrades") is null ? 1 : fields.Whole("minTrades", 1, MostTrades) ?? 1;
}

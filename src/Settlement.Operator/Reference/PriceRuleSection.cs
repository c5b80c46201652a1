using Settlement.Domain.Prices;

namespace Settlement.Operator.Reference;

/// <summary>An instrument's <c>settlementPrice</c>: a list of tiers, or a venue's rule by its name.</summary>
internal static class PriceRuleSection
{
    private const string Name = "settlementPrice";

    private static readonly Dictionary<string, (string[] Fields, Func<YamlFields, PriceRule?> Read)> Presets = new(StringComparer.Ordinal)
    {
        ["CFFEX"] = (["zone", "session"], static f => WindowSection.Session(f, WindowSection.Zone(f, "Asia/Shanghai")) is { Count: > 0 } session ? PriceRule.Cffex(session) : null),
        ["SHFE"] = ([], static _ => PriceRule.Shfe()),
        ["CME"] = (["from", "to", "zone", "day"], static f => WindowSection.Read(f) is { } window ? PriceRule.Cme(window) : null),
        ["Eurex"] = (["at", "zone"], static f => WindowSection.Time(f, "at", new TimeOnly(17, 30)) is { } at && WindowSection.Zone(f, "Europe/Berlin") is { } zone ? PriceRule.Eurex(at, zone) : null),
        ["NSE"] = (["close", "zone"], static f => WindowSection.Time(f, "close", new TimeOnly(15, 30)) is { } close && WindowSection.Zone(f, "Asia/Kolkata") is { } zone ? PriceRule.Nse(close, zone) : null),
    };

    /// <summary>Reads the rule of an instrument. A rounding that the instrument states wins over that of a venue's rule.</summary>
    public static PriceRule Read(YamlFields instrument, bool isRequired, ReferenceProblems problems)
    {
        var rule = instrument.Find(Name) is YamlMap map
            ? Preset(map, instrument.PathAt(Name), problems) ?? new PriceRule("", [], default)
            : new PriceRule("", TierSection.Read(instrument, Name, isRequired, problems), default);
        return rule with { Rounding = instrument.Choice("rounding", rule.Rounding) };
    }

    private static PriceRule? Preset(YamlMap map, string path, ReferenceProblems problems)
    {
        var name = map.Entries.Where(static e => e.Key.Text == "preset").Select(static e => e.Value).FirstOrDefault();
        if (name is YamlText { Text: var text } && Presets.TryGetValue(text, out var preset))
            return preset.Read(new YamlFields(map, path, problems, ["preset", .. preset.Fields]));
        problems.Add(name?.Line ?? map.Line, $"{path}.preset", $"must be one of {string.Join(", ", Presets.Keys)}{(name is null ? "; or give a list of tiers" : $", not {name.Kind}")}");
        return null;
    }
}

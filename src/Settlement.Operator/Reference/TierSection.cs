using System.Globalization;
using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>An instrument's list <c>settlementPrice</c>: the tiers in the order in which they are tried.</summary>
internal static class TierSection
{
    private const string Name = "settlementPrice";
    private const string WindowTier = "windowVwap";
    private const string Allowed = "windowVwap: {from, to, zone}, dayVwap, lastTrade or previousSettlement";

    private static readonly string[] TimeFormats = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];

    /// <summary>Reads the tiers of an instrument.</summary>
    public static List<MarketTier> Read(YamlFields instrument, ReferenceProblems problems)
    {
        List<MarketTier> tiers = [];
        foreach (var (item, i) in instrument.Items(Name, isRequired: true).Select(static (item, i) => (item, i)))
        {
            var path = $"{instrument.PathOf(Name)}[{i}]";
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
        switch (item)
        {
            case YamlText { Text: "dayVwap" }:
                return new MarketTier(PriceTierKind.DayVwap);
            case YamlText { Text: "lastTrade" }:
                return new MarketTier(PriceTierKind.LastTrade);
            case YamlText { Text: "previousSettlement" }:
                return new MarketTier(PriceTierKind.PreviousSettlement);
            case YamlMap { Entries: [({ Text: WindowTier }, var window)] }:
                return Window(window, $"{path}.{WindowTier}", problems);
            case YamlText { Text: WindowTier }:
                problems.Add(item.Line, path, "windowVwap needs its window, as in windowVwap: {from: \"13:29\", to: \"13:30\", zone: America/New_York}");
                return null;
            default:
                problems.Add(item.Line, path, $"must be {Allowed}, not {(item is YamlMap { Entries: [var (key, _), ..] } ? $"'{key.Text}'" : item.Kind)}");
                return null;
        }
    }

    private static MarketTier? Window(YamlValue value, string path, ReferenceProblems problems)
    {
        if (YamlFields.Of(value, path, problems, "from", "to", "zone") is not { } window)
            return null;
        var from = Time(window, "from");
        var to = Time(window, "to");
        if (from >= to)
            window.Wrong("to", $"must be later than from ({from:HH:mm:ss})");
        var zone = window.Text("zone", "an IANA time zone such as America/New_York");
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            window.Wrong("zone", $"time zone '{zone}' is not known; use an IANA name such as America/New_York");
        return from is { } start && to is { } end && zone is not null
            ? new MarketTier(PriceTierKind.WindowVwap, new LocalWindow(start, end, zone))
            : null;
    }

    private static TimeOnly? Time(YamlFields window, string name)
    {
        if (window.Text(name, "a local time such as \"13:29\" or \"13:29:30\"") is not { } text)
            return null;
        if (TimeOnly.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        window.Wrong(name, $"'{text}' must be a local time such as \"13:29\" or \"13:29:30\"");
        return null;
    }
}

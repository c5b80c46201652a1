namespace Settlement.Domain.Reference;

/// <summary>Turns the tiers of a price rule, with local times, into tiers of one trading day.</summary>
internal sealed class TierFreezer(DateOnly tradingDay, BusinessDays businessDays, List<string> problems)
{
    /// <summary>Most steps of a session: each is one more sum per trade.</summary>
    private const int MaxSteps = 48;

    private string _symbol = "";

    internal PriceTier[] Freeze(MarketInstrument instrument)
    {
        _symbol = instrument.Symbol;
        return [.. instrument.Tiers.Select(Freeze)];
    }

    private PriceTier Freeze(MarketTier tier)
    {
        if (tier.MinTrades < 1 || (tier.MinTrades > 1 && tier.Kind is not (PriceTierKind.WindowVwap or PriceTierKind.SteppingVwap or PriceTierKind.DayVwap)))
            Wrong($"tier {tier.Kind} cannot ask for {tier.MinTrades} trades; only averages can, for 1 or more");
        var allowed = tier.Kind switch
        {
            PriceTierKind.WindowVwap => tier.Windows.Count == 1,
            PriceTierKind.LastTrade => tier.Windows.Count <= 1,
            PriceTierKind.SteppingVwap => tier.Windows.Count > 0,
            _ => tier.Windows.Count == 0,
        };
        if (!allowed)
        {
            Wrong($"tier {tier.Kind} {(tier.Windows.Count == 0 ? "needs a window" : $"cannot have {tier.Windows.Count} windows")}");
            return new PriceTier(tier.Kind);
        }

        if (tier.Kind == PriceTierKind.SteppingVwap != tier.Step is not null)
            Wrong($"tier {tier.Kind} {(tier.Step is null ? "needs a step" : "cannot have a step")}");
        var windows = tier.Windows.Select(Resolve).ToArray();
        return tier.Kind == PriceTierKind.SteppingVwap && tier.Step is { } step && windows.All(static w => w.From < w.To)
            ? Steps(windows, step.Ticks * 100) with { MinTrades = tier.MinTrades }
            : new PriceTier(tier.Kind, windows) { MinTrades = tier.MinTrades };
    }

    /// <summary>
    /// Steps back from the end of the session by trading time. A step that would reach into the session's first <paramref name="step"/> is not taken
    /// unless a trade lies behind that: the last trade comes too early for an average of a part of the day.
    /// </summary>
    private PriceTier Steps(TimeWindow[] segments, long step)
    {
        for (var i = 1; i < segments.Length; i++)
        {
            if (segments[i].From < segments[i - 1].To)
                Wrong("the segments of the session overlap or are not in their order");
        }

        var length = segments.Sum(static s => s.To - s.From);
        if (step <= 0 || length <= step || length / step > MaxSteps)
        {
            Wrong(FormattableString.Invariant($"the session's {TimeSpan.FromTicks(length / 100)} must be longer than the step of {TimeSpan.FromTicks(step / 100)} and {MaxSteps} steps long at most"));
            return new PriceTier(PriceTierKind.SteppingVwap);
        }

        var windows = new List<TimeWindow>();
        var to = segments[^1].To;
        for (var at = length; at > step; at -= step)
        {
            var from = Instant(segments, at - step, isEnd: false);
            windows.Add(new TimeWindow(from, to));
            to = from;
        }

        return new PriceTier(PriceTierKind.SteppingVwap, windows) { Needed = new TimeWindow(Instant(segments, step, isEnd: true), segments[^1].To) };
    }

    /// <summary>The instant that lies after so much trading time; between two segments, the end of the one or the start of the other.</summary>
    private static long Instant(TimeWindow[] segments, long tradingTime, bool isEnd)
    {
        foreach (var segment in segments)
        {
            var length = segment.To - segment.From;
            if (tradingTime < length || (isEnd && tradingTime == length))
                return segment.From + tradingTime;
            tradingTime -= length;
        }

        return segments[^1].To;
    }

    private TimeWindow Resolve(LocalWindow window)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(window.Zone, out var zone))
        {
            Wrong($"time zone '{window.Zone}' is not known; use an IANA name such as America/New_York");
            return default;
        }

        var crosses = window.To <= window.From;
        if (crosses && window.Day == WindowDay.Same)
        {
            Wrong($"a window must end after it starts");
            return default;
        }

        var date = window.Day switch
        {
            WindowDay.Previous => businessDays.Before(tradingDay),
            WindowDay.Eve => tradingDay.AddDays(-1),
            _ => tradingDay,
        };
        return new TimeWindow(Resolve(date, window.From, zone), Resolve(crosses ? date.AddDays(1) : date, window.To, zone));
    }

    /// <summary>A local time that is skipped or repeated by a clock change is refused: guessing would move trades into or out of the window.</summary>
    private long Resolve(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        if (zone.IsInvalidTime(local) || zone.IsAmbiguousTime(local))
        {
            var why = zone.IsInvalidTime(local) ? "does not exist" : "exists twice";
            Wrong(FormattableString.Invariant($"window time {time:HH:mm:ss} {why} on {date:yyyy-MM-dd} in {zone.Id}, because the clock changes then"));
            return 0;
        }

        return (TimeZoneInfo.ConvertTimeToUtc(local, zone) - DateTime.UnixEpoch).Ticks * 100;
    }

    private void Wrong(string problem) => problems.Add($"instrument '{_symbol}': {problem}");
}

using System.Globalization;
using Settlement.Sandbox.Feed;
using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Demo;

/// <summary>One of the demo's trading days: what is fed, how the market closes, and what is known about the result beforehand.</summary>
internal sealed record DemoDay
{
    /// <summary>Settlers of each run: one closes, one stands by.</summary>
    public const int Settlers = 2;

    /// <summary>The instrument whose settlement prices the exchange's own publication confirms.</summary>
    public const string Instrument = "GCZ3";

    /// <summary>The trading day.</summary>
    public required DateOnly TradingDay { get; init; }

    /// <summary>Trades on the tape.</summary>
    public required int Trades { get; init; }

    /// <summary>Settlement price of <see cref="Instrument"/>, as published.</summary>
    public required decimal Price { get; init; }

    /// <summary>VWAP of the closing window that it rounds, cut to 6 decimals.</summary>
    public required decimal Vwap { get; init; }

    /// <summary>Disturbances of its feed.</summary>
    public FeedPlan Plan { get; init; } = new();

    /// <summary>Whether the market closes by the feed's end-of-session records; else by hand.</summary>
    public bool ClosesOnMarker { get; init; }

    /// <summary>Whether the leader is killed in the middle of the close.</summary>
    public bool KillsLeader { get; init; }

    /// <summary>The day whose closing positions it opens with; null where they are loaded.</summary>
    public DemoDay? Predecessor { get; init; }

    /// <summary>The trading day as text.</summary>
    public string Text => TradingDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Name of its SettlementRun.</summary>
    public string Run => $"comex-{Text}";

    /// <summary>The day with the disturbances and the kill.</summary>
    public static DemoDay First { get; } = new()
    {
        TradingDay = ComexTape.TradingDays[0],
        Trades = 51_288,
        Price = 1324.6m,
        Vwap = 1324.642049m,
        Plan = new FeedPlan { Duplicates = 200, AbortedTransactions = 5, OpenTransaction = 60 },
        KillsLeader = true,
    };

    /// <summary>The quiet day after it.</summary>
    public static DemoDay Second { get; } = new()
    {
        TradingDay = ComexTape.TradingDays[1],
        Trades = 66_120,
        Price = 1307.2m,
        Vwap = 1307.193233m,
        ClosesOnMarker = true,
        Predecessor = First,
    };
}

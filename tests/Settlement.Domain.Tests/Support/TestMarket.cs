using Settlement.Domain.Reference;

namespace Settlement.Domain.Tests.Support;

/// <summary>Small reference data for tests: instruments with every kind of tier, accounts, and one trading day.</summary>
internal static class TestMarket
{
    internal const string Name = "TEST";
    internal static readonly DateOnly Day = new(2013, 10, 8);

    /// <summary>Midnight UTC of the day, in nanoseconds since 1970.</summary>
    internal static readonly long Midnight = (Day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks * 100;

    internal const long Second = 1_000_000_000;

    internal static readonly PriceTier[] AllTiers =
    [
        new(PriceTierKind.WindowVwap, At(1000), At(1060)),
        new(PriceTierKind.WindowVwap, At(940), At(1000)),
        new(PriceTierKind.LastTrade),
        new(PriceTierKind.DayVwap),
        new(PriceTierKind.PreviousSettlement),
    ];

    /// <summary>Seconds after midnight as a time of execution.</summary>
    internal static long At(long seconds) => Midnight + (seconds * Second);

    internal static Instrument Gold(params PriceTier[] tiers) => new()
    {
        Symbol = "GCZ3",
        Currency = "USD",
        PriceScale = 1,
        QuantityScale = 0,
        Tick = 1,
        Multiplier = 100,
        MultiplierScale = 0,
        Tiers = tiers.Length == 0 ? [new(PriceTierKind.DayVwap), new(PriceTierKind.PreviousSettlement)] : tiers,
        PreviousSettlement = 13251,
    };

    /// <summary>Accounts P01/A, P02/A, …</summary>
    internal static Account[] Accounts(int count) => [.. Enumerable.Range(1, count).Select(static i => new Account($"P{i:D2}", "A"))];

    internal static ReferenceData Of(Instrument instrument, params Opening[] openings) => new(Name, Day, [instrument], Accounts(4), openings);

    /// <summary>Three instruments of different scales and currencies, six accounts, carried positions.</summary>
    internal static ReferenceData Mixed() => new(
        Name,
        Day,
        [
            Gold(AllTiers) with { Symbol = "AAA" },
            Gold(new(PriceTierKind.LastTrade), new(PriceTierKind.PreviousSettlement)) with
            {
                Symbol = "BBB", Currency = "EUR", PriceScale = 3, QuantityScale = 2, Tick = 5, Multiplier = 125, MultiplierScale = 1, PreviousSettlement = 98_765,
            },
            Gold() with { Symbol = "CCC", PriceScale = 0, Tick = 25, Multiplier = 10, PreviousSettlement = -50 },
        ],
        Accounts(6),
        [new(0, 0, 7), new(1, 0, -7), new(2, 1, -350), new(3, 1, 350), new(4, 2, 3), new(5, 2, -3)]);
}

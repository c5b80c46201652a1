using Settlement.Domain.Money;
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

    /// <summary>One instrument of every kind and keeping, fees and margin of every kind, two accounts for each of three participants, carried positions and money.</summary>
    internal static ReferenceData Whole()
    {
        var near = new MarginRule(MarginBasis.LargerSide, Rate.ByMoney(0.08m), Rate.ByMoney(0.1m));
        Instrument[] instruments =
        [
            Gold() with { Symbol = "CASH", Kind = InstrumentKind.Cash, PriceScale = 2, Multiplier = 1, Tiers = [], PreviousSettlement = null, ValueDate = Day.AddDays(3) },
            Gold() with { Symbol = "DAYS", Currency = "JPY", Keeping = PositionKeeping.GrossByDay, Margin = new MarginRule(MarginBasis.Gross, Rate.PerLot(1234.5m), Rate.PerLot(1000)) },
            Gold() with { Symbol = "FAR", Product = "NEAR", Multiplier = 25, MultiplierScale = 1, Margin = near, PreviousSettlement = -7 },
            Gold() with { Symbol = "NEAR", Margin = near },
            Gold() with { Symbol = "SIDES", Currency = "EUR", Keeping = PositionKeeping.Gross, QuantityScale = 1, Margin = new MarginRule(MarginBasis.Net, Rate.ByMoney(0.05m), Rate.PerLot(7)) },
        ];
        Account[] accounts = [new("P1", "A"), new("P1", "B"), new("P2", "A"), new("P2", "B"), new("P3", "A"), new("P3", "B")];
        var fees = new FeeTable(
            [
                new FeeSchedule(Rate.ByMoney(0.000123m), Rate.ByMoney(0.0002m), Rate.ByMoney(0)),
                new FeeSchedule(Rate.PerLot(1.255m), Rate.PerLot(0.5m), Rate.PerLot(3)),
            ],
            [[0, 1, 0, FeeTable.NoFee, 1], [1, 0, 0, 0, FeeTable.NoFee]],
            [0, 1, 0, 0, 1, 0]);
        Opening[] openings = [.. accounts.SelectMany((_, a) => new[] { new Opening(a, 1, 20, 20), Opening.Net(a, 3, a % 2 == 0 ? 5 : -5), new Opening(a, 4, 200, 200) })];
        return new ReferenceData(Name, Day, instruments, accounts, openings, [new OpeningFunds(0, "USD", Amount.FromDecimal(1000), Amount.FromDecimal(50.5m)), new OpeningFunds(5, "CHF", Amount.FromDecimal(-3), Amount.Zero)], fees);
    }

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
        [Opening.Net(0, 0, 7), Opening.Net(1, 0, -7), Opening.Net(2, 1, -350), Opening.Net(3, 1, 350), Opening.Net(4, 2, 3), Opening.Net(5, 2, -3)]);
}

using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Tape;

namespace Settlement.EndToEnd.Support;

/// <summary>A small venue: two products, six accounts, and a day of trades drawn from a seed.</summary>
internal static class Venue
{
    public static readonly DateOnly Day = new(2013, 10, 8);
    private static readonly string[] Symbols = ["GCG4", "GCZ3"];
    private static readonly TradeLeg[] Legs = [.. Enumerable.Range(1, 6).Select(static i => new TradeLeg($"P{i:00}", "A1"))];

    public static MarketReference Reference(string market) => new()
    {
        Market = market,
        Instruments = [.. Symbols.Select(static symbol => new MarketInstrument
        {
            Symbol = symbol,
            Currency = "USD",
            PriceScale = 1,
            QuantityScale = 0,
            Tick = 0.1m,
            Multiplier = 100,
            Tiers = [new MarketTier(PriceTierKind.DayVwap), new MarketTier(PriceTierKind.PreviousSettlement)],
        })],
        Accounts = [.. Legs.Select(static leg => new Account(leg.Participant, leg.Account))],
        Opening = new OpeningSet(
            Day,
            [CarriedPosition.Net("P01", "A1", "GCZ3", 12), CarriedPosition.Net("P02", "A1", "GCZ3", -12)],
            Symbols.ToDictionary(static s => s, static _ => 1325.1m)),
    };

    public static IReadOnlyList<TradeMessage> Trades(int count, ulong seed, DateOnly? day = null)
    {
        var draw = new SplitMix64(seed);
        return [.. Enumerable.Range(1, count).Select(i =>
        {
            var buyer = draw.Below(Legs.Length);
            return new TradeMessage
            {
                Sequence = 0,
                Kind = TradeKind.Trade,
                TradingDay = day ?? Day,
                TradeId = $"T{i}",
                Instrument = Symbols[draw.Below(2)],
                Price = 1300m + (draw.Below(500) / 10m),
                Quantity = draw.Below(20),
                ExecutedAt = 1_381_190_400_000_000_000 + (i * 1_000_000L),
                Buyer = Legs[buyer],
                Seller = Legs[(buyer + 1 + draw.Below(Legs.Length - 1)) % Legs.Length],
            };
        })];
    }

    /// <summary>The bust of a trade.</summary>
    public static TradeMessage Bust(TradeMessage trade) => trade with { Kind = TradeKind.Bust };

    /// <summary>The digest that the day must have: computed here from the trades alone, without feed, ledger or settlers.</summary>
    public static string ExpectedDigest(RunKey key, ReferenceData reference, IEnumerable<TradeMessage> trades)
    {
        var book = DayBook.OfStore(reference);
        var decoder = TradeDecoder.For(TradeFormat.Json);
        long number = 0;
        foreach (var trade in trades.OrderByDescending(static t => t.Kind))
        {
            var record = default(TradeRecord);
            Assert.True(decoder.TryDecode(TradeEncoder.Encode(trade with { Sequence = ++number }, TradeFormat.Json), reference, ref record, out var fault), fault);
            book.Fold(in record);
        }

        book.EndOfStore();
        var outcome = DayClose.Settle(key, book, ClosingData.Empty, null);
        Assert.True(outcome.Passed, string.Join("; ", outcome.Gates.Where(static g => !g.Passed)));
        return outcome.Result!.Digest;
    }
}

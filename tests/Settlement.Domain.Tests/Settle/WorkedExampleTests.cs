using System.Text.Json;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Tests.Settle;

/// <summary>
/// Published numbers in, published numbers out: exchange Q&amp;A, exam questions and training pages, with their sources in worked_examples.json. Day by day: the
/// closing of one day is the opening of the next. Their margins and balances are not computed here.
/// </summary>
public sealed class WorkedExampleTests
{
    private const int PriceScale = 2;
    private static readonly JsonElement Examples = Load();

    public static TheoryData<string> Ids => [.. Examples.EnumerateArray().Select(static e => e.GetProperty("id").GetString()!)];

    [Fact]
    public void All_examples_are_there() => Assert.Equal(6, Ids.Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Profit_margin_balance_and_closing_position_are_the_published_ones(string id)
    {
        var example = Examples.EnumerateArray().Single(e => e.GetProperty("id").GetString() == id);
        var held = new Held(Quantity(example, "opening_long"), Quantity(example, "opening_short"), example.TryGetProperty("opening_settlement", out var opening) ? Units(opening) : null, [], null);
        if (example.TryGetProperty("opening_balance", out var balance))
            held = held with { Funds = [new OpeningFunds(0, "USD", Amount.FromDecimal(Decimal(balance)), Amount.Zero)] };
        foreach (var day in example.GetProperty("days").EnumerateArray())
        {
            var settlement = Units(day.GetProperty("settlement"));
            var result = Close(example, day, held, settlement);
            var row = result.Positions.Single(static p => p.Participant == "P01");
            var funds = result.Funds.Single(static f => f.Participant == "P01");
            var expected = day.GetProperty("expect");
            Assert.Equal(Decimal(expected.GetProperty("day_pl")), row.DayProfit.ToDecimal());
            Assert.Equal(row.DayProfit, row.CloseProfit + row.PositionProfit);
            Assert.Equal(row.DayProfit, funds.DayProfit);
            if (expected.TryGetProperty("closing_net", out var closing))
                Assert.Equal(Decimal(closing), row.ClosingLong - row.ClosingShort);
            if (expected.TryGetProperty("margin", out var margin))
                Assert.Equal(Decimal(margin), funds.Margin.ToDecimal());
            if (expected.TryGetProperty("balance", out var reserve))
                Assert.Equal(Decimal(reserve), funds.Reserve.ToDecimal());
            held = new Held((long)row.ClosingLong, (long)row.ClosingShort, settlement, [.. result.Funds.Select(static (f, i) => new OpeningFunds(i, f.Currency, f.Reserve, f.Margin))], PredecessorClosing.Of(result));
        }
    }

    [Fact]
    public void Itemised_form_splits_the_first_exam_day_into_closed_and_open_part()
    {
        // Bought 40 at 4000, sold 20 of them at 4030, settled at 4040, 10 t a lot: 20 × 30 × 10 closed, 20 × 40 × 10 open.
        var example = Examples.EnumerateArray().Single(static e => e.GetProperty("id").GetString() == "CN-EXAM-40LOTS");
        var row = Close(example, example.GetProperty("days")[0], new Held(0, 0, null, [], null), 404_000).Positions.Single(static p => p.Participant == "P01");
        Assert.Equal((6000m, 8000m), (row.CloseProfit.ToDecimal(), row.PositionProfit.ToDecimal()));
    }

    /// <summary>The example's account against a counterparty; the settlement price is given by a trade in the window that moves nobody's position.</summary>
    private static SettlementResult Close(JsonElement example, JsonElement day, Held held, long settlement)
    {
        var margin = example.TryGetProperty("margin_rate", out var rate) ? Rate.ByMoney(Decimal(rate)) : default;
        var instrument = TestMarket.Gold(new PriceTier(PriceTierKind.WindowVwap, TestMarket.At(1000), TestMarket.At(1060))) with
        {
            PriceScale = PriceScale,
            Tick = 1,
            Multiplier = (long)Decimal(example.GetProperty("multiplier")),
            PreviousSettlement = held.Settlement,
            Margin = new MarginRule(MarginBasis.Gross, margin, margin),
        };
        Opening[] openings = held.Long + held.Short == 0 ? [] : [new Opening(0, 0, held.Long, held.Short), new Opening(1, 0, held.Short, held.Long)];
        var reference = new ReferenceData(TestMarket.Name, TestMarket.Day, [instrument], TestMarket.Accounts(3), openings, held.Funds);
        var records = new List<TradeRecord>();
        foreach (var (price, quantity) in Legs(day, "buys"))
            records.Add(Records.Trade(records.Count + 1, price, quantity));
        foreach (var (price, quantity) in Legs(day, "sells"))
            records.Add(Records.Trade(records.Count + 1, price, quantity, 1, 0));
        records.Add(Records.Trade(records.Count + 1, settlement, 1, 2, 2, second: 1030));
        return DayClose.Settle(Books.Key, Books.OfStore(reference, records), ClosingData.Empty, held.Predecessor).Result();
    }

    private static IEnumerable<(long Price, long Quantity)> Legs(JsonElement day, string side) =>
        day.TryGetProperty(side, out var legs) ? legs.EnumerateArray().Select(static l => (Units(l[0]), l[1].GetInt64())) : [];

    private static long Quantity(JsonElement example, string name) => example.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static decimal Decimal(JsonElement text) => decimal.Parse(text.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static long Units(JsonElement text)
    {
        Assert.Equal(ScaledOutcome.Ok, ScaledText.Parse(System.Text.Encoding.UTF8.GetBytes(text.GetString()!), PriceScale, out var units));
        return units;
    }

    private static JsonElement Load()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Settle", "Examples", "worked_examples.json");
        return JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("futures");
    }

    /// <summary>What one day of an example leaves to the next.</summary>
    private sealed record Held(long Long, long Short, long? Settlement, IReadOnlyList<OpeningFunds> Funds, PredecessorClosing? Predecessor);
}

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
    public void Daily_profit_and_closing_position_are_the_published_ones(string id)
    {
        var example = Examples.EnumerateArray().Single(e => e.GetProperty("id").GetString() == id);
        var net = Quantity(example, "opening_long") - Quantity(example, "opening_short");
        long? previous = example.TryGetProperty("opening_settlement", out var opening) ? Units(opening) : null;
        foreach (var day in example.GetProperty("days").EnumerateArray())
        {
            var settlement = Units(day.GetProperty("settlement"));
            var result = Close(example, day, net, previous, settlement);
            var row = result.Positions.Single(static p => p.Participant == "P01");
            var expected = day.GetProperty("expect");
            Assert.Equal(Decimal(expected.GetProperty("day_pl")), row.DayProfit.ToDecimal());
            Assert.Equal(row.DayProfit, row.CloseProfit + row.PositionProfit);
            if (expected.TryGetProperty("closing_net", out var closing))
                Assert.Equal(Decimal(closing), row.Closing);
            net = (long)row.Closing;
            previous = settlement;
        }
    }

    [Fact]
    public void Itemised_form_splits_the_first_exam_day_into_closed_and_open_part()
    {
        // Bought 40 at 4000, sold 20 of them at 4030, settled at 4040, 10 t a lot: 20 × 30 × 10 closed, 20 × 40 × 10 open.
        var example = Examples.EnumerateArray().Single(static e => e.GetProperty("id").GetString() == "CN-EXAM-40LOTS");
        var row = Close(example, example.GetProperty("days")[0], 0, null, 404_000).Positions.Single(static p => p.Participant == "P01");
        Assert.Equal((6000m, 8000m), (row.CloseProfit.ToDecimal(), row.PositionProfit.ToDecimal()));
    }

    /// <summary>The example's account against a counterparty; the settlement price is given by a trade in the window that moves nobody's position.</summary>
    private static SettlementResult Close(JsonElement example, JsonElement day, long net, long? previous, long settlement)
    {
        var instrument = TestMarket.Gold(new PriceTier(PriceTierKind.WindowVwap, TestMarket.At(1000), TestMarket.At(1060))) with
        {
            PriceScale = PriceScale,
            Tick = 1,
            Multiplier = (long)Decimal(example.GetProperty("multiplier")),
            PreviousSettlement = previous,
        };
        var reference = TestMarket.Of(instrument, net == 0 ? [] : [Opening.Net(0, 0, net), Opening.Net(1, 0, -net)]);
        var records = new List<TradeRecord>();
        foreach (var (price, quantity) in Legs(day, "buys"))
            records.Add(Records.Trade(records.Count + 1, price, quantity));
        foreach (var (price, quantity) in Legs(day, "sells"))
            records.Add(Records.Trade(records.Count + 1, price, quantity, 1, 0));
        records.Add(Records.Trade(records.Count + 1, settlement, 1, 2, 2, second: 1030));
        return Books.Close(reference, records).Result();
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
}

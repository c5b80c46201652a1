using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Money;
using Settlement.Domain.Settle;
using Settlement.Operator.Tests.Support;
using Settlement.Sandbox.Tape;

namespace Settlement.Operator.Tests.Compute.Equities;

/// <summary>Five days of a cash market from real trades: every share and every cent is delivered to somebody.</summary>
public sealed class EquitiesDayTests
{
    private static readonly JsonElement Totals = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Equities", "totals.json"))).RootElement;

    [Theory]
    [InlineData("2013-10-07", "2013-10-10")]
    [InlineData("2013-10-08", "2013-10-11")]
    [InlineData("2013-10-09", "2013-10-14")]
    [InlineData("2013-10-10", "2013-10-15")]
    [InlineData("2013-10-11", "2013-10-16")]
    public void A_day_of_shares_has_the_totals_of_its_files_and_delivers_all_of_them(string name, string valueDate)
    {
        var day = DateOnly.ParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        var files = TradeFiles.WriteProtobuf(folder, EquitiesTape.Read(day), static t => t.Instrument![0]);

        var result = Days.Compute(folder.Write("reference.yaml", EquitiesTape.ReferenceFile(day)), day, files).Result();

        Assert.Equal(["AIG", "BAC", "IBM", "SPY"], result.Prices.Select(static p => p.Instrument));
        foreach (var price in result.Prices)
        {
            var totals = Totals.GetProperty(name).GetProperty(price.Instrument);
            var positions = result.Positions.Where(p => p.Instrument == price.Instrument).ToList();
            Assert.Equal(totals.GetProperty("trades").GetInt64(), price.Trades);
            Assert.Equal(Number(totals, "volume"), price.Volume);
            Assert.Equal(Number(totals, "notional"), Sum(positions, static p => p.BoughtValue));
            Assert.Equal(Number(totals, "notional"), Sum(positions, static p => p.SoldValue));
            var deliveries = result.Deliveries.Where(d => d.Instrument == price.Instrument).ToList();
            Assert.NotEmpty(deliveries);
            Assert.Equal(0, deliveries.Sum(static d => d.Quantity));
            Assert.Equal(0, Sum(deliveries, static d => d.Cash));
            foreach (var delivery in deliveries)
            {
                var own = positions.Where(p => p.Participant == delivery.Participant).ToList();
                Assert.Equal(own.Sum(static p => p.Bought - p.Sold), delivery.Quantity);
                Assert.Equal(Sum(own, static p => p.SoldValue) - Sum(own, static p => p.BoughtValue), delivery.Cash.ToDecimal());
                Assert.Equal(valueDate, delivery.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
        }

        Assert.Equal(JournalKind.DeliveryCash, Assert.Single(result.Journal.Select(static j => j.Kind).Distinct()));
    }

    private static decimal Number(JsonElement totals, string name) => decimal.Parse(totals.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static decimal Sum<T>(IEnumerable<T> rows, Func<T, Amount> amount) => rows.Sum(row => amount(row).ToDecimal());
}

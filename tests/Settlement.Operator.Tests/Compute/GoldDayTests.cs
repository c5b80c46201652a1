using Settlement.Operator.Compute.Result;
using Settlement.Operator.Tests.Support;
using Settlement.Sandbox.Tape;

namespace Settlement.Operator.Tests.Compute;

/// <summary>COMEX gold, real trades: the prices that the exchange published, and what one contract that was carried through the days gained and lost.</summary>
public sealed class GoldDayTests
{
    [Fact]
    public void Three_days_settle_at_the_published_prices_and_a_carried_contract_gains_and_loses_as_published()
    {
        using var folder = new TemporaryFolder();
        var reference = folder.Write("reference.yaml", Reference());
        string? before = null;
        foreach (var (day, price, unrounded, trades, volume, profit) in (ReadOnlySpan<(int, decimal, decimal, long, decimal, decimal)>)
            [(7, 1325.1m, 1325.083243m, 99, 185, 1520), (8, 1324.6m, 1324.642049m, 187, 283, -50), (9, 1307.2m, 1307.193233m, 269, 399, -1740)])
        {
            var tradingDay = new DateOnly(2013, 10, day);
            using var files = new TemporaryFolder();
            var computed = Days.Compute(reference, tradingDay, TradeFiles.WriteProtobuf(files, ComexTape.Read(tradingDay), static t => t.Instrument![2] % 3), before: before);

            var result = computed.Result();
            var gold = result.Prices.Single(static p => p.Instrument == "GCZ3");
            Assert.Equal((price, unrounded, trades, volume), (gold.Price, gold.Unrounded, gold.EvidenceTrades, gold.EvidenceVolume));
            Assert.Equal(profit, ProfitOf(result, "LONG"));
            Assert.Equal(-profit, ProfitOf(result, "SHORT"));
            before = folder.Write($"result-{day}.json", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(ResultDocument.Of(computed), ResultJson.Options));
        }

        var closing = folder.Write("closing.yaml", "market: COMEX\nclosing:\n  tradingDay: 2013-10-10\n  publishedPrices:\n    - {instrument: GCZ3, price: 1296.9}\n");
        Assert.Equal(-1030, ProfitOf(Days.Compute(reference, new DateOnly(2013, 10, 10), [], closing, before).Result(), "LONG"));
    }

    private static decimal ProfitOf(Settlement.Domain.Settle.SettlementResult result, string account) =>
        result.Positions.Single(p => p.Participant == "CHAIN" && p.Account == account).DayProfit.ToDecimal();

    /// <summary>The tape's file, with one contract carried in at the settlement of 2013-10-04, and room for prices that the exchange publishes.</summary>
    private static string Reference()
    {
        var file = ComexTape.ReferenceFile();
        return file[..file.IndexOf("accounts:", StringComparison.Ordinal)].Replace("settlementPrice:\n", "settlementPrice:\n      - published\n", StringComparison.Ordinal)
            + "accounts:\n"
            + string.Concat(Enumerable.Range(1, 12).SelectMany(static p => Enumerable.Range(1, 3).Select(a => $"  - {{participant: P{p:00}, account: A{a}}}\n")))
            + """
              - {participant: CHAIN, account: LONG}
              - {participant: CHAIN, account: SHORT}
            openings:
              tradingDay: 2013-10-07
              positions:
                - {participant: CHAIN, account: LONG, instrument: GCZ3, quantity: 1}
                - {participant: CHAIN, account: SHORT, instrument: GCZ3, quantity: -1}
              previousSettlement:
                - {instrument: GCZ3, price: 1309.9}
            """;
    }
}

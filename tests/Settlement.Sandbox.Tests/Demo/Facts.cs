using System.Text.Json.Nodes;
using Settlement.Sandbox.Demo;
using Settlement.Sandbox.Demo.Report;

namespace Settlement.Sandbox.Tests.Demo;

/// <summary>What a good first day looks like; tests change one thing about it.</summary>
internal static class Facts
{
    public const string Digest = "2b70e9b6a0326cabcc845674017015e8bd5c09e27e175cc8284cad25505ea03f";
    public static readonly DateTimeOffset Claimed = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static RunFacts Good() => new(
        new LedgerFacts
        {
            Market = "COMEX",
            TradingDay = "2013-10-08",
            Revision = 1,
            Stage = "Published",
            Source = "Feed",
            Digest = Digest,
            Epoch = 2,
            Leader = "comex-2013-10-08-settler-0/uid-0/r2",
            TradeCount = 51_288,
            Busts = 0,
            Duplicates = 200,
            Late = 0,
            Epochs =
            [
                new ClaimedEpoch(1, "comex-2013-10-08-settler-1/uid-1/r1", Claimed),
                new ClaimedEpoch(2, "comex-2013-10-08-settler-0/uid-0/r2", Claimed.AddSeconds(10).AddMicroseconds(387_200)),
            ],
            Prices = [new PriceReport("GCZ3", 1324.6m, "WindowVwap", 1324.642049m, 51_288, 70_785)],
            Gates = [new GateReport("JournalBalances", true)],
            Accounts = [new AccountProfit("P1/A", "USD", 5), new AccountProfit("P2/A", "USD", -5)],
            Positions = 3,
            Funds = 2,
            JournalLines = 4,
        },
        51_288,
        new TopicFacts([Digest], 1, 3, 2, 4),
        new RunResource(JsonNode.Parse($$"""{"phase":"Published","digest":"{{Digest}}","tradeCount":51288}""")),
        [Kill("comex-2013-10-08-settler-1", "uid-1")]);

    public static Kill Kill(string pod, string uid) => new(pod, uid, Claimed.AddSeconds(10));

    public static IReadOnlyList<string> Broken(RunFacts facts) => [.. Expectation.Of(DemoDay.First, facts).Where(static e => !e.Holds).Select(static e => e.What)];
}

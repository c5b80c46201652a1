using System.Text.Json.Nodes;
using Settlement.Sandbox.Demo;
using Settlement.Sandbox.Demo.Report;

namespace Settlement.Sandbox.Tests.Demo;

public sealed class ReportTests
{
    [Fact]
    public void Takeover_goes_from_the_kill_of_the_leader_to_the_next_epoch()
    {
        var report = RunReport.Of(Facts.Good());
        Assert.Equal(387.2m, report.TakeoverMilliseconds);
        Assert.Equal(["comex-2013-10-08-settler-1"], report.KilledPods);
        Assert.Equal("comex-2013-10-08-settler-0", report.Leader);
    }

    [Fact]
    public void Kill_of_a_replacement_with_the_leaders_name_is_no_takeover() =>
        Assert.Null(RunReport.Of(Facts.Good() with { Kills = [Facts.Kill("comex-2013-10-08-settler-1", "another-uid")] }).TakeoverMilliseconds);

    [Fact]
    public void Run_without_a_kill_has_null_and_an_empty_list()
    {
        var run = Json(Facts.Good() with { Kills = [] });
        Assert.True(run.ContainsKey("takeoverMilliseconds"));
        Assert.Null(run["takeoverMilliseconds"]);
        Assert.Empty(run["killedPods"]!.AsArray());
    }

    [Fact]
    public void File_has_the_published_names_and_no_others()
    {
        var run = Json(Facts.Good());
        Assert.Equal(
            [
                "market", "tradingDay", "revision", "phase", "digest", "source", "epoch", "leader", "tradeCount", "duplicates", "busts", "prices", "gates", "markers",
                "takeoverMilliseconds", "killedPods",
            ],
            run.Select(static member => member.Key));
        Assert.Equal(["instrument", "price", "tier", "vwap", "trades", "volume"], run["prices"]![0]!.AsObject().Select(static member => member.Key));
        Assert.Equal(["name", "passed"], run["gates"]![0]!.AsObject().Select(static member => member.Key));
    }

    [Fact]
    public void Prices_are_exact_numbers()
    {
        var price = Json(Facts.Good())["prices"]![0]!;
        Assert.Equal("1324.6", price["price"]!.ToJsonString());
        Assert.Equal("1324.642049", price["vwap"]!.ToJsonString());
    }

    [Fact]
    public void Text_names_what_failed()
    {
        var facts = Facts.Good() with { StoredTrades = 7 };
        var text = ReportText.Of(DemoDay.First, facts, Expectation.Of(DemoDay.First, facts));
        Assert.Contains("FAILED     trades in the trade store: expected 51288, found 7", text, StringComparison.Ordinal);
        Assert.Contains("it took over 387.2 ms after comex-2013-10-08-settler-1 was killed", text, StringComparison.Ordinal);
    }

    private static JsonObject Json(RunFacts facts) => JsonNode.Parse(ReportFiles.ToJson([facts]))!["runs"]![0]!.AsObject();
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.EndToEnd.Support;
using Settlement.Kafka.Wire;
using Settlement.Operator.Tests.Compute;
using Settlement.Operator.Tests.Support;
using Settlement.Sandbox.Feed;
using Settlement.Sandbox.Tape;

namespace Settlement.EndToEnd;

/// <summary>The calculator and the run agree: what <c>settlement compute</c> makes of files is what the ledger holds, digest for digest.</summary>
public sealed class CalculatorTests(World world)
{
    [Fact]
    public async Task The_largest_day_of_real_shares_settles_to_what_is_computed_from_files_and_is_verified_from_both_sources()
    {
        var day = new DateOnly(2013, 10, 10);
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Format = nameof(TradeFormat.Protobuf), LoadReference = false, Settlers = 1 });
        using var folder = new TemporaryFolder();
        var reference = folder.Write("reference.yaml", EquitiesTape.ReferenceFile(day).Replace("market: XNYS", $"market: {scenario.Market}", StringComparison.Ordinal));
        await Cli.RunAsync(0, "reference", "load", reference, "--ledger", world.Sandbox.Postgres.Ledger);
        await using var run = await DayRun.StartAsync(scenario, day);
        var trades = EquitiesTape.Read(day);
        var stored = TradeStoreWriter.WriteAsync(world.Sandbox.Postgres.TradeStore, scenario.Market, trades, Scenario.Token);
        await scenario.Feeder.SendAsync(trades, new FeedPlan { Duplicates = 100 }, Scenario.Token);
        await stored;
        await run.CloseAsync();
        var settled = await run.FingerprintAsync();

        var computed = await Cli.RunAsync(0, ["compute", "--reference", reference, "--trading-day", Text(day), .. TradeFiles.WriteProtobuf(folder, trades, static t => t.Instrument![0])]);
        using var result = JsonDocument.Parse(computed);
        Assert.Equal(settled, RunFingerprint.Of(result.RootElement));
        string[] verify = ["verify", "--ledger", world.Sandbox.Postgres.Ledger, "--market", scenario.Market, "--trading-day", Text(day)];
        string[] feed = ["--feed", world.Sandbox.Kafka.BootstrapServers, "--topic", scenario.Topic, "--feed-format", "Protobuf"];
        string[] store = ["--trade-store", world.Sandbox.Postgres.TradeStore];
        await Cli.RunAsync(0, [.. verify, .. feed]);
        await Cli.RunAsync(0, [.. verify, .. store]);
        await StatementsTotalAsync(scenario, folder, day);
        var row = result.RootElement.GetProperty("positions")[0];
        string[] explain = ["explain", .. verify[1..], "--account", $"{row.GetProperty("participant")}/{row.GetProperty("account")}", "--instrument", row.GetProperty("instrument").GetString()!, "--output", "json"];
        foreach (var source in new[] { feed, store })
            ExplainsRow(await Cli.RunAsync(0, [.. explain, .. source]), row, settled.Digest);
    }

    /// <summary>The explanation is of the settled row, and each of its steps comes out.</summary>
    private static void ExplainsRow(string explanation, JsonElement row, string digest)
    {
        using var explained = JsonDocument.Parse(explanation);
        Assert.Equal(digest, explained.RootElement.GetProperty("digest").GetString());
        Assert.True(JsonElement.DeepEquals(row, explained.RootElement.GetProperty("position")), $"{explained.RootElement.GetProperty("position")} is not {row}");
        Assert.NotEmpty(explained.RootElement.GetProperty("legs").EnumerateArray());
        Assert.All(explained.RootElement.GetProperty("steps").EnumerateArray(), static s => Assert.True(s.GetProperty("agrees").GetBoolean(), s.ToString()));
    }

    /// <summary>The statements' totals, over all participants, are the ledger's own sums.</summary>
    private async Task StatementsTotalAsync(Scenario scenario, TemporaryFolder folder, DateOnly day)
    {
        var statements = Path.Combine(folder.Path, "statements");
        await Cli.RunAsync(0, "statements", "--ledger", world.Sandbox.Postgres.Ledger, "--market", scenario.Market, "--trading-day", Text(day), "--out", statements);
        decimal cash = 0;
        decimal paid = 0;
        foreach (var file in Directory.EnumerateFiles(statements, "*.json"))
        {
            var total = JsonNode.Parse(await File.ReadAllTextAsync(file, Scenario.Token))!["totals"]![0]!;
            var amount = decimal.Parse((string)total["deliveryCash"]!, CultureInfo.InvariantCulture);
            (cash, paid) = (cash + amount, paid + Math.Max(amount, 0));
        }

        await using var command = world.Ledger.CreateCommand("select count(*), sum(cash) from (select participant, sum(cash) as cash from settlement.deliveries where run_id = (select run_id from settlement.runs where market = $1) group by participant) d");
        command.Parameters.AddWithValue(scenario.Market);
        await using var reader = await command.ExecuteReaderAsync(Scenario.Token);
        await reader.ReadAsync(Scenario.Token);
        Assert.Equal((reader.GetInt64(0), reader.GetDecimal(1)), (Directory.EnumerateFiles(statements, "*.csv").LongCount(), cash));
        Assert.NotEqual(0, paid);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;
using Settlement.EndToEnd.Support;
using Settlement.Operator.Tests.Compute.Examples;
using Settlement.Operator.Tests.Support;
using Settlement.Sandbox.Feed;

namespace Settlement.EndToEnd;

/// <summary>Published examples as whole runs, day after day: what the ledger holds is what <c>settlement compute</c> makes of files, digest for digest, and every published figure comes out.</summary>
public sealed class PublishedExampleTests(World world)
{
    private static readonly IReadOnlyList<WorkedExample> Examples = WorkedExample.ReadAll(Path.Combine(AppContext.BaseDirectory, "Examples", "worked_examples.json"));

    public static TheoryData<string> Ids => [.. Examples.Select(static e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Days_of_a_published_example_settle_as_published_and_as_computed_from_files(string id)
    {
        var example = Examples.Single(e => e.Id == id);
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { LoadReference = false, Settlers = 1 });
        using var folder = new TemporaryFolder();
        var files = new ExampleFiles(example, scenario.Market);
        var reference = folder.Write("reference.yaml", files.Reference());
        await Cli.RunAsync(0, "reference", "load", reference, "--ledger", world.Sandbox.Postgres.Ledger);
        string? before = null;
        for (var i = 0; i < example.Days.Count; i++)
        {
            var day = ExampleFiles.TradingDay(i);
            var closing = folder.Write($"closing-{i}.yaml", files.Closing(i));
            await Cli.RunAsync(0, "reference", "load", closing, "--ledger", world.Sandbox.Postgres.Ledger);
            await using var run = await DayRun.StartAsync(scenario, day);
            await scenario.Feeder.SendAsync(files.Trades(i), new FeedPlan(), Scenario.Token);
            await run.CloseAsync();
            var settled = await run.FingerprintAsync();

            string[] opening = before is null ? [] : ["--opening-from", before];
            var computed = await Cli.RunAsync(0, ["compute", "--reference", reference, "--closing", closing, "--trading-day", Text(day), .. opening, folder.Write($"trades-{i}.ndjson", files.TradeLines(i))]);
            before = folder.Write($"result-{i}.json", computed);
            using var result = JsonDocument.Parse(computed);
            ExpectedFigures.Check(example, example.Days[i], result.RootElement);
            Assert.Equal((day, settled), (day, RunFingerprint.Of(result.RootElement)));
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

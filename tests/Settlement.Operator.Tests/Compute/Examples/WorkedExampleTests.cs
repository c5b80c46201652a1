using System.Text.Json;
using Settlement.Domain.Settle;
using Settlement.Operator.Compute;
using Settlement.Operator.Compute.Read;
using Settlement.Operator.Compute.Result;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Compute.Examples;

/// <summary>
/// Published examples through <c>settlement compute</c>: each day goes on from the result file of the day before. The variable <see cref="Variable"/> names another file
/// of the same form, whose examples are taken too; <c>eng/worked-examples.sh FILE</c> sets it.
/// </summary>
public sealed class WorkedExampleTests
{
    private const string Variable = "SETTLEMENT_WORKED_EXAMPLES";
    private static readonly IReadOnlyList<WorkedExample> Examples = Load();

    public static TheoryData<string> Ids => [.. Examples.Select(static e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_published_figure_of_every_day_comes_out(string id)
    {
        var example = Examples.Single(e => e.Id == id);
        var files = new ExampleFiles(example, "EXAMPLE");
        using var folder = new TemporaryFolder();
        var reference = folder.Write("reference.yaml", files.Reference());
        string? before = null;
        for (var i = 0; i < example.Days.Count; i++)
        {
            var day = ExampleFiles.TradingDay(i);
            var basis = DayReference.Read(reference, folder.Write($"closing-{i}.yaml", files.Closing(i)), before, day);
            using var trades = TradeFile.Of(folder.Write($"trades-{i}.ndjson", files.TradeLines(i)), InputFormat.Auto);
            var computed = new DayComputation(new RunKey("EXAMPLE", day, 1), basis, [trades]).Compute(TestContext.Current.CancellationToken);
            Assert.True(computed.Outcome.Passed, string.Join('\n', computed.Outcome.Gates.Where(static g => !g.Passed)));
            var json = JsonSerializer.SerializeToUtf8Bytes(ResultDocument.Of(computed), ResultJson.Options);
            before = folder.Write($"result-{i}.json", json);

            using var result = JsonDocument.Parse(json);
            ExpectedFigures.Check(example, example.Days[i], result.RootElement);
        }
    }

    [Fact]
    public async Task The_executable_computes_the_days_of_an_example_one_after_the_other()
    {
        var example = Examples.Single(static e => e.Id == "CN-EXAM-40LOTS");
        var files = new ExampleFiles(example, "EXAMPLE");
        using var folder = new TemporaryFolder();
        var reference = folder.Write("reference.yaml", files.Reference());
        string? before = null;
        for (var i = 0; i < example.Days.Count; i++)
        {
            var ended = await Executable.RunAsync(
                null,
                [
                    "compute", "--reference", reference, "--trading-day", ExampleFiles.TradingDay(i).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                    "--closing", folder.Write($"closing-{i}.yaml", files.Closing(i)), .. before is null ? (string[])[] : ["--opening-from", before],
                    folder.Write($"trades-{i}.ndjson", files.TradeLines(i)),
                ]);
            Assert.True(ended.Code == 0, ended.Errors);
            before = folder.Write($"result-{i}.json", ended.Output);
            using var result = JsonDocument.Parse(ended.Output);
            ExpectedFigures.Check(example, example.Days[i], result.RootElement);
        }
    }

    private static IReadOnlyList<WorkedExample> Load()
    {
        var own = WorkedExample.ReadAll(Path.Combine(AppContext.BaseDirectory, "Examples", "worked_examples.json"));
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } other ? [.. WorkedExample.ReadAll(other).Concat(own).DistinctBy(static e => e.Id)] : own;
    }
}

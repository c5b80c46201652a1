using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Settlement.Sandbox.Demo.View;

/// <summary>A table of the runs and the last events, drawn again and again on a terminal.</summary>
internal sealed class LiveView(TimeProvider time) : DemoView
{
    private const int ShownEvents = 14;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private readonly SortedDictionary<string, RunProgress> _runs = new(StringComparer.Ordinal);
    private readonly List<string> _events = [];

    /// <inheritdoc/>
    public override void Happened(string what)
    {
        lock (_gate)
            _events.Add($"{Elapsed(),6} s  {what}");
    }

    /// <inheritdoc/>
    public override void Progressed(RunProgress progress)
    {
        lock (_gate)
            _runs[progress.Run] = progress;
    }

    /// <inheritdoc/>
    public override Task DuringAsync(Func<Task> work) =>
        AnsiConsole.Live(Draw()).AutoClear(true).StartAsync(async context =>
        {
            var done = work();
            while (!done.IsCompleted)
            {
                context.UpdateTarget(Draw());
                await Task.WhenAny(done, Task.Delay(Refresh, time, CancellationToken.None));
            }
            context.UpdateTarget(Draw());
            await done;
        });

    private Rows Draw()
    {
        lock (_gate)
        {
            List<IRenderable> rows = [Runs()];
            rows.AddRange(_runs.Values.Select(static run => new Text($"{run.Run}: {run.Message}", new Style(Color.Grey))));
            rows.Add(new Rule($"{Elapsed()} s").LeftJustified());
            rows.AddRange(_events.TakeLast(ShownEvents).Select(static what => new Text(what)));
            return new Rows(rows);
        }
    }

    private Table Runs()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Run", "Phase", "Leader", "Epoch", "Ready", "Lag", "Trades/s");
        foreach (var run in _runs.Values)
        {
            table.AddRow(
                new Text(run.Run),
                new Text(run.Phase, new Style(run.Phase switch { "Published" => Color.Green, "Failed" => Color.Red, "Closing" => Color.Yellow, _ => Color.Default })),
                new Text(run.Leader ?? "-"),
                new Text(Number(run.Epoch)),
                new Text($"{run.Ready}/{DemoDay.Settlers}"),
                new Text(Number(run.Lag)),
                new Text(Number(run.TradesPerSecond)));
        }
        return table;
    }

    private string Elapsed() => time.GetElapsedTime(_started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";
}

using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Demo.Report;
using Settlement.Sandbox.Demo.View;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Demo;

/// <summary>The demo as a whole: a world of its own, the story, the report, and nothing left but the report.</summary>
/// <param name="project">The clone.</param>
/// <param name="view">Shown what happens.</param>
/// <param name="output">Where the report goes.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoProgram(ProjectLayout project, DemoView view, TextWriter output, TimeProvider time)
{
    private static readonly DemoDay[] Days = [DemoDay.First, DemoDay.Second];
    private readonly string _directory = Path.Combine(project.Root, "artifacts", "demo");

    /// <summary>Runs it.</summary>
    /// <exception cref="SandboxException">Something did not come about, or an expectation does not hold.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        Directory.CreateDirectory(_directory);
        using var log = new DemoLog(Path.Combine(_directory, "sandbox.log"), time);
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        var runs = Array.Empty<RunFacts>();
        await view.DuringAsync(async () => runs = await PlayAsync(loggers, cancellationToken));
        var expectations = Days.Zip(runs, Expectation.Of).ToList();
        var text = string.Join("\n", Days.Select((day, i) => ReportText.Of(day, runs[i], expectations[i])));
        await ReportFiles.WriteAsync(_directory, runs, text, cancellationToken);
        await output.WriteLineAsync($"\n{text}\n{Further(time.GetElapsedTime(started))}");
        if (expectations.SelectMany(static run => run).Count(static expectation => !expectation.Holds) is > 0 and var failed)
            throw new SandboxException($"{failed} expectations do not hold: see FAILED above.");
    }

    private async Task<RunFacts[]> PlayAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        view.Happened("starting PostgreSQL, Kafka, a node for the API server's pods, and the operator");
        var tool = KubectlAsync(loggers, cancellationToken);
        await using var world = await SandboxWorld.StartAsync(Options(), loggers, time, cancellationToken);
        try
        {
            await using var facts = new FactsReader(world, ComexTape.Market);
            var kubectl = await tool;
            view.Happened($"the sandbox is up; kubectl {(kubectl is null ? "is absent, so the built-in client does its part" : $"is {kubectl.FullPath}")}");
            var runs = await WatchedAsync(world, new DemoStory(world, facts, new DemoHands(world, kubectl, view), view, _directory, time), facts, cancellationToken);
            view.Happened("stopping the sandbox");
            return runs;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            world.State.KeepLogs = true;
            throw;
        }
    }

    private async Task<RunFacts[]> WatchedAsync(SandboxWorld world, DemoStory story, FactsReader facts, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watched = new RunMonitor(world.Kubernetes.Client, [.. Days.Select(static day => day.Run)], view, time).RunAsync(end.Token);
        try
        {
            await story.PlayAsync(cancellationToken);
            view.Happened("reading everything back from PostgreSQL, Kafka and the API server");
            List<RunFacts> runs = [];
            foreach (var day in Days)
                runs.Add(await facts.ReadAsync(day, cancellationToken));
            return [.. runs];
        }
        finally
        {
            await end.CancelAsync();
            await watched;
        }
    }

    private async Task<KubectlTool?> KubectlAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await KubectlTool.FindOrFetchAsync(project.Tools, loggers.CreateLogger("Settlement.Sandbox"), cancellationToken);
        }
        catch (SandboxException failure)
        {
            view.Happened($"no kubectl: {failure.Message}");
            return null;
        }
    }

    // Brokers that outlive the demo keep what earlier ones wrote, so the topics there are new ones.
    private SandboxOptions Options()
    {
        var options = new SandboxOptions { StateDirectory = Path.Combine(_directory, "sandbox") };
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS")))
            return options;
        var id = Guid.NewGuid().ToString("n")[..8];
        return options with { TradeTopic = $"settlement-demo-{id}.trades", TopicPrefix = $"settlement-demo-{id}" };
    }

    private static string Further(TimeSpan took) =>
        FormattableString.Invariant($"""
        All of it took {took.TotalSeconds:0} s.
        Where to look further:
          artifacts/demo/report.json             this report for programs
          artifacts/demo/{DemoDay.First.Run}.yaml   a run as it was applied
          make up                                the same world, to look around in
        """);
}

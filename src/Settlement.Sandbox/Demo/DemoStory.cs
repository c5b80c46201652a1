using Settlement.Sandbox.Demo.Report;
using Settlement.Sandbox.Demo.View;
using Settlement.Sandbox.Feed;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Demo;

/// <summary>What happens in the demo: two trading days, the leader of the first killed in the middle of its close.</summary>
/// <param name="world">The sandbox, started.</param>
/// <param name="facts">Reads what the world shows.</param>
/// <param name="hands">Acts on the cluster.</param>
/// <param name="view">Shown what happens.</param>
/// <param name="directory">Where manifests are written to.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoStory(SandboxWorld world, FactsReader facts, DemoHands hands, DemoView view, string directory, TimeProvider time)
{
    /// <summary>Plays it to its end: both runs are Published.</summary>
    /// <exception cref="SandboxException">Something did not come about.</exception>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        await LoadReferenceAsync(cancellationToken);
        await using var feeder = await world.OpenFeederAsync(static options => options with { Partitioning = FeedPartitioning.RoundRobin }, cancellationToken);
        await FirstDayAsync(feeder, cancellationToken);
        await SecondDayAsync(feeder, cancellationToken);
    }

    private async Task LoadReferenceAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(directory, "comex-gc.yaml");
        await File.WriteAllTextAsync(file, ComexTape.ReferenceFile(), cancellationToken);
        view.Happened($"settlement reference load {Relative(file)}");
        await world.LoadReferenceAsync(file, cancellationToken);
    }

    private async Task FirstDayAsync(Feeder feeder, CancellationToken cancellationToken)
    {
        var day = DemoDay.First;
        await ApplyAsync(day, cancellationToken);
        var fed = FeedAsync(feeder, day, cancellationToken);
        await WaitAsync($"{day.Run} to be Consuming", DemoTimeouts.Started, day, static run => run.Phase == "Consuming" && run.Ready == DemoDay.Settlers, cancellationToken);
        await fed;
        await ApplyAsync(DemoDay.Second, cancellationToken);
        await WaitAsync(
            $"{DemoDay.Second.Run} to wait for {day.Run}",
            DemoTimeouts.Started,
            DemoDay.Second,
            static run => run.Waits("Initialised", "WaitingForPredecessor"),
            cancellationToken);
        view.Happened($"{DemoDay.Second.Run} is prepared when {day.Run} is settled: it opens with its closing positions");
        await CloseAndKillAsync(day, cancellationToken);
        feeder.CommitOpenTransaction();
        view.Happened($"the venue committed its open transaction: the last {day.Plan.OpenTransaction} trades of {day.Text} are there");
        await PublishedAsync(day, cancellationToken);
    }

    private async Task CloseAndKillAsync(DemoDay day, CancellationToken cancellationToken)
    {
        view.Happened($"closing the market of {day.Text} by hand, with a transaction of {day.Plan.OpenTransaction} trades still open");
        await hands.CloseAsync(day.Run, cancellationToken);
        await LookAsync(
            $"the barrier of {day.Run}",
            DemoTimeouts.BarrierDrawn,
            async token => await facts.Ledger.BarriersAsync(day.TradingDay, token) > 0,
            day,
            cancellationToken);
        await WaitAsync($"the drain of {day.Run}", DemoTimeouts.BarrierDrawn, day, static run => run.Message.StartsWith("Draining:", StringComparison.Ordinal), cancellationToken);
        var before = (await facts.Ledger.EpochsAsync(day.TradingDay, cancellationToken))[^1];
        var leader = RunReport.PodOf(before.Leader);
        view.Happened($"the barrier is drawn and {leader} waits for the open transaction; killing it");
        await hands.KillAsync(leader, cancellationToken);
        await LookAsync(
            $"a successor of {leader}",
            DemoTimeouts.TakenOver,
            async token => (await facts.Ledger.EpochsAsync(day.TradingDay, token))[^1].Epoch > before.Epoch,
            day,
            cancellationToken);
        var after = (await facts.Ledger.EpochsAsync(day.TradingDay, cancellationToken))[^1];
        await LookAsync(
            $"the API server to tell of the kill of {leader}",
            DemoTimeouts.Shown,
            async token => (await facts.KillsAsync(day, token)).Any(kill => kill.Pod == leader),
            day,
            cancellationToken);
        var killed = (await facts.KillsAsync(day, cancellationToken)).First(kill => kill.Pod == leader);
        view.Happened(FormattableString.Invariant($"{RunReport.PodOf(after.Leader)} took over with epoch {after.Epoch}, {(after.ClaimedAt - killed.At).TotalMilliseconds:0} ms after the kill"));
    }

    private async Task SecondDayAsync(Feeder feeder, CancellationToken cancellationToken)
    {
        var day = DemoDay.Second;
        await FeedAsync(feeder, day, cancellationToken);
        view.Happened($"the session of {day.Text} ends: every partition brings its control totals");
        await feeder.EndSessionAsync(day.TradingDay, cancellationToken);
        await PublishedAsync(day, cancellationToken);
    }

    private async Task ApplyAsync(DemoDay day, CancellationToken cancellationToken)
    {
        var file = Path.Combine(directory, $"{day.Run}.yaml");
        await File.WriteAllTextAsync(file, DemoManifest.Of(day, ComexTape.Market, world), cancellationToken);
        await hands.ApplyAsync(Relative(file), cancellationToken);
    }

    private async Task FeedAsync(Feeder feeder, DemoDay day, CancellationToken cancellationToken)
    {
        var trades = await Task.Run(() => ComexTape.Read(day.TradingDay), cancellationToken);
        view.Happened(FormattableString.Invariant($"feeding {trades.Count:N0} trades of {day.Text} to Kafka and, on their own way, to the trade store"));
        var stored = TradeStoreWriter.WriteAsync(world.Postgres.TradeStore, ComexTape.Market, trades, cancellationToken);
        var report = await Task.Run(() => feeder.SendAsync(trades, day.Plan, cancellationToken), cancellationToken);
        await stored;
        view.Happened(FormattableString.Invariant($"fed {report.Trades:N0} trades{Disturbances(report)}"));
    }

    private async Task PublishedAsync(DemoDay day, CancellationToken cancellationToken)
    {
        await WaitAsync($"{day.Run} to be Published", DemoTimeouts.Published, day, static run => run.Phase == "Published", cancellationToken);
        view.Happened($"{day.Run} is Published");
    }

    private Task WaitAsync(string what, TimeSpan timeout, DemoDay day, Func<RunResource, bool> holds, CancellationToken cancellationToken) =>
        LookAsync(what, timeout, async token => await facts.ResourceAsync(day, token) is { } run && holds(run), day, cancellationToken);

    private async Task LookAsync(string what, TimeSpan timeout, Func<CancellationToken, ValueTask<bool>> holds, DemoDay day, CancellationToken cancellationToken)
    {
        try
        {
            await Condition.WaitAsync(
                what,
                timeout,
                async token =>
                {
                    if (await holds(token))
                        return true;
                    var run = await facts.ResourceAsync(day, token);
                    return run?.Phase == "Failed" ? throw new SandboxException($"{day.Run} has failed while the demo waited for {what}.") : false;
                },
                time,
                cancellationToken);
        }
        catch (SandboxException failure)
        {
            var run = await facts.ResourceAsync(day, cancellationToken);
            throw new SandboxException($"{failure.Message} The run is {run?.Phase ?? "absent"}: {run?.Message}", failure);
        }
    }

    private static string Disturbances(FeedReport report) => string.Concat(new[]
    {
        report.Duplicates > 0 ? FormattableString.Invariant($", {report.Duplicates} of them twice") : "",
        report.AbortedRecords > 0 ? FormattableString.Invariant($", {report.AbortedRecords} forged ones beside them in aborted transactions") : "",
        report.Open > 0 ? FormattableString.Invariant($", the last {report.Open} in a transaction that is still open") : "",
    });

    private static string Relative(string file) => Path.GetRelativePath(Environment.CurrentDirectory, file);
}

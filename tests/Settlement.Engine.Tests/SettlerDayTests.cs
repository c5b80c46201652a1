using Settlement.Engine.Ports;
using Settlement.Engine.Tests.Support;

namespace Settlement.Engine.Tests;

/// <summary>Whole days of one or two settlers.</summary>
public sealed class SettlerDayTests
{
    [Fact]
    public async Task A_settled_day_of_another_resource_ends_as_failed_and_touches_nothing()
    {
        var market = new Market();
        market.Ledger.Outcome = RegistrationOutcome.AlreadySettled;
        var settler = market.Settler("s0").Start();

        Assert.Equal(SettlerOutcome.Failed, await settler.EndAsync());
        Assert.Equal("AlreadySettled", settler.Report.Runs[^1].Reason);
        Assert.Equal(RunPhase.Failed, settler.Report.Runs[^1].Phase);
        Assert.Equal(0, market.Ledger.Run.Epoch);
    }

    [Fact]
    public async Task A_run_waits_for_its_predecessor_and_goes_on_when_it_is_settled()
    {
        var market = new Market();
        market.Ledger.Outcome = RegistrationOutcome.WaitingForPredecessor;
        market.Trade(0);
        market.Trade(1);
        market.Close.Condition = new CloseCondition(null, false, true);
        var settler = market.Settler("s0").Start();
        await settler.ReportsAsync("WaitingForPredecessor");

        market.Ledger.Outcome = RegistrationOutcome.Registered;

        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
    }

    [Fact]
    public async Task Two_settlers_settle_and_publish_one_result()
    {
        var market = new Market();
        Fill(market);
        var first = market.Settler("s0").Start();
        var second = market.Settler("s1").Start();
        market.Close.Condition = new CloseCondition(null, false, true);

        await first.EndAsync();
        await second.EndAsync();

        Assert.Equal(1, market.Ledger.Run.Epoch);
        Assert.Equal(12, market.Ledger.Result!.TradeCount);
        Assert.Equal([market.Ledger.Result.Digest], market.Publication.Markers);
        Assert.Equal(RunPhase.Published, second.Report.Runs[^1].Phase);
    }

    [Fact]
    public async Task Nothing_closes_before_its_time()
    {
        var market = new Market();
        Fill(market);
        market.Close.Condition = new CloseCondition(DateTimeOffset.MaxValue, false, false);
        var settler = market.Settler("s0").Start();
        await Wait.UntilAsync("the fold", () => settler.Report.Runs.Any(static r => r.Phase == RunPhase.Consuming) && market.Ledger.Run.Epoch == 1);

        Assert.Null(market.Ledger.Run.Barrier);

        market.Close.Condition = new CloseCondition(DateTimeOffset.UnixEpoch, false, false);
        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
    }

    [Fact]
    public async Task The_marker_closes_when_every_partition_has_its_end_of_session()
    {
        var market = new Market();
        Fill(market);
        market.Close.Condition = new CloseCondition(null, true, false);
        var settler = market.Settler("s0").Start();
        market.EndSession(0);
        await Wait.UntilAsync("the nomination", () => market.Ledger.Run.Epoch == 1);
        Assert.Null(market.Ledger.Run.Barrier);

        market.EndSession(1);

        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
        Assert.Equal(12, market.Ledger.Result!.TradeCount);
    }

    [Theory]
    [InlineData(CrashPoint.BarrierDrawn)]
    [InlineData(CrashPoint.Drained)]
    [InlineData(CrashPoint.BeforeLedgerCommit)]
    [InlineData(CrashPoint.AfterLedgerCommit)]
    [InlineData(CrashPoint.BeforePublicationCommit)]
    [InlineData(CrashPoint.AfterPublicationCommit)]
    [InlineData(CrashPoint.BeforeStatus)]
    public async Task A_leader_killed_at_any_point_leaves_the_same_result_as_an_undisturbed_day(CrashPoint point)
    {
        var undisturbed = new Market();
        Fill(undisturbed);
        undisturbed.Close.Condition = new CloseCondition(null, false, true);
        await undisturbed.Settler("s0").Start().EndAsync();

        var market = new Market();
        Fill(market);
        market.Close.Condition = new CloseCondition(null, false, true);
        var first = market.Settler("s0");
        var killed = false;
        first.CrashPoints.At(point, () =>
        {
            killed = true;
            throw new KilledException();
        });
        var end = await Record.ExceptionAsync(() => first.Start().EndAsync());
        await market.Settler("s1").Start().EndAsync();

        Assert.True(killed);
        // Before the status the day is over, and the settler may have seen that in the ledger first.
        Assert.True(end is KilledException || (point == CrashPoint.BeforeStatus && end is null), $"it ended with {end}");
        Assert.Equal(undisturbed.Ledger.Result!.Digest, market.Ledger.Result!.Digest);
        Assert.Single(market.Publication.Markers);
        Assert.Equal(RunStage.Published, market.Ledger.Run.Stage);
    }

    [Theory]
    [InlineData(CrashPoint.BarrierDrawn)]
    [InlineData(CrashPoint.Drained)]
    [InlineData(CrashPoint.BeforeLedgerCommit)]
    [InlineData(CrashPoint.AfterLedgerCommit)]
    public async Task A_leader_that_is_deposed_in_the_middle_of_the_close_leaves_the_process(CrashPoint point)
    {
        var market = new Market();
        Fill(market);
        market.Close.Condition = new CloseCondition(null, false, true);
        var first = market.Settler("s0");
        var second = market.Settler("s1");
        first.CrashPoints.At(point, () =>
        {
            market.Election.Depose();
            second.Start();
            SpinWait.SpinUntil(() => market.Ledger.Run.Epoch == 2, TimeSpan.FromSeconds(30));
        });

        await Assert.ThrowsAsync<FencedException>(() => first.Start().EndAsync());
        await second.EndAsync();

        Assert.Single(market.Publication.Markers);
        Assert.Equal(2, market.Ledger.Run.Epoch);
    }

    [Fact]
    public async Task A_leader_that_loses_its_nomination_after_it_has_published_ends_its_day_quietly()
    {
        var market = new Market();
        Fill(market);
        market.Close.Condition = new CloseCondition(null, false, true);
        var settler = market.Settler("s0");
        settler.CrashPoints.At(CrashPoint.BeforeStatus, market.Election.Depose);

        Assert.Equal(SettlerOutcome.Published, await settler.Start().EndAsync());

        Assert.Equal((RunStage.Published, 1L), (market.Ledger.Run.Stage, market.Ledger.Run.Epoch));
        Assert.Equal(RunPhase.Published, settler.Report.Runs[^1].Phase);
    }

    [Fact]
    public async Task A_ledger_out_of_reach_is_waited_for()
    {
        var market = new Market();
        Fill(market);
        market.Close.Condition = new CloseCondition(null, false, true);
        market.Ledger.UnavailableCalls = 3;
        var settler = market.Settler("s0");
        settler.CrashPoints.At(CrashPoint.BarrierDrawn, () => market.Ledger.UnavailableCalls = 20);
        settler.CrashPoints.At(CrashPoint.BeforeLedgerCommit, () => market.Ledger.UnavailableCalls = 20);

        Assert.Equal(SettlerOutcome.Published, await settler.Start().EndAsync());
        Assert.Contains(settler.Report.Runs, static r => r.Reason == "LedgerUnavailable");
    }

    [Fact]
    public async Task An_interrupted_publication_is_tried_again()
    {
        var market = new Market();
        Fill(market);
        market.Publication.Failures = 3;
        market.Close.Condition = new CloseCondition(null, false, true);
        var settler = market.Settler("s0").Start();

        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
        Assert.Contains(settler.Report.Runs, static r => r.Reason == "PublicationInterrupted");
        Assert.Single(market.Publication.Markers);
    }

    [Fact]
    public async Task Shared_settlers_fold_their_own_partitions_and_the_leader_merges()
    {
        var alone = new Market();
        Fill(alone);
        alone.Close.Condition = new CloseCondition(null, false, true);
        await alone.Settler("s0").Start().EndAsync();

        var market = new Market();
        Fill(market);
        market.Close.Condition = new CloseCondition(null, false, true);
        var first = market.Settler("s0", null, true, 0).Start();
        var second = market.Settler("s1", null, true, 1).Start();
        await first.EndAsync();
        await second.EndAsync();

        Assert.Equal(alone.Ledger.Result!.Digest, market.Ledger.Result!.Digest);
    }

    private static void Fill(Market market)
    {
        for (var i = 0; i < 6; i++)
        {
            market.Trade(0);
            market.Trade(1);
        }
    }
}

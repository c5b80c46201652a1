using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;
using Settlement.Engine.Tests.Support;

namespace Settlement.Engine.Tests;

/// <summary>Busts, revisions, release, rejection and the comparison with the trade store.</summary>
public sealed class CorrectionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bust_in_another_partition_gives_the_digest_of_the_trade_store(bool isShared)
    {
        var market = Closed();
        var busted = market.Trade(0);
        market.Bust(1, busted);
        var byStore = Closed();
        byStore.Bust(1, byStore.Trade(0));

        if (isShared)
        {
            await Task.WhenAll(market.Settler("s0", owned: 0).Start().EndAsync(), market.Settler("s1", owned: 1).Start().EndAsync());
        }
        else
        {
            await market.Settler("s0").Start().EndAsync();
        }

        await byStore.Settler("s0", static o => o with { Source = TradeSource.TradeStore }).Start().EndAsync();
        Assert.Equal((3, 1), (market.Ledger.Result!.TradeCount, market.Ledger.Result.BustCount));
        Assert.Equal(byStore.Ledger.Result!.Digest, market.Ledger.Result.Digest);
        Assert.Equal(TradeSource.TradeStore, byStore.Ledger.Run.Source!.Source);
    }

    [Fact]
    public async Task A_bust_of_an_unknown_trade_blocks_the_feed_and_names_what_would_resolve_it()
    {
        var market = Closed();
        market.Bust(0, market.Next(1));
        var settler = market.Settler("s0").Start();
        await settler.ReportsAsync("GateFailed");

        Assert.Equal(RunStage.Closing, market.Ledger.Run.Stage);
        Assert.Equal([Gate.BustsMatched], Failed(market));
        Assert.Contains("source: TradeStore", settler.Report.Runs.Last(static r => r.Reason == "GateFailed").Message, StringComparison.Ordinal);
        await settler.StopAsync();
    }

    [Fact]
    public async Task A_bust_of_an_unknown_trade_in_the_trade_store_is_settled_as_soon_as_the_trade_is_there()
    {
        var market = Closed();
        var late = market.Next(1);
        market.Rows.Add(late with { Kind = TradeKind.Bust });
        var settler = market.Settler("s0", static o => o with { Source = TradeSource.TradeStore }).Start();
        await settler.ReportsAsync("GateFailed");
        var barrier = market.Ledger.Run.Source!.StoreBarrier;

        market.Rows.Add(late);

        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
        Assert.True(market.Ledger.Run.Source!.StoreBarrier > barrier);
        Assert.Equal((3, 1), (market.Ledger.Result!.TradeCount, market.Ledger.Result.BustCount));
    }

    [Fact]
    public async Task A_run_from_the_trade_store_consumes_nothing()
    {
        var market = Closed();
        market.Topic.Append(0, default, fault: "not a trade");
        var settler = market.Settler("s0", static o => o with { Source = TradeSource.TradeStore }).Start();

        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
        Assert.False(settler.Report.LastMember!.ListenerTripped);
    }

    [Fact]
    public async Task A_difference_to_the_trade_store_blocks_and_resolves_when_the_store_has_the_trade()
    {
        var market = Closed();
        var missing = market.Next(0);
        market.Topic.Append(0, missing);
        var settler = market.Settler("s0", static o => o with { Reconcile = true }).Start();
        await settler.ReportsAsync("GateFailed");
        Assert.Equal([Gate.Reconciled], Failed(market));
        Assert.Contains(" (partition 0): ", settler.Report.Runs.Last(static r => r.Reason == "GateFailed").Message, StringComparison.Ordinal);
        Assert.Contains($"only in the feed: 1 (Trade {missing.TradeId})", settler.Report.Runs.Last(static r => r.Reason == "GateFailed").Message, StringComparison.Ordinal);

        market.Rows.Add(missing);

        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
        Assert.Equal(TradeSource.Feed, market.Ledger.Run.Source!.Source);
    }

    [Fact]
    public async Task A_request_and_changed_closing_data_have_the_gates_checked_again_at_once()
    {
        var market = Closed();
        market.Bust(0, market.Next(1));
        // Were it not for the request, the next check would be minutes away.
        var settler = market.Settler("s0", static o => o with { RetryDelay = TimeSpan.FromSeconds(1) }).Start();
        await settler.ReportsAsync("GateFailed");
        var checks = settler.CrashPoints.Reached.Count(static p => p == CrashPoint.Drained);

        market.Review.Review = market.Review.Review with { Recheck = "1" };
        await Wait.UntilAsync("another check", () => settler.CrashPoints.Reached.Count(static p => p == CrashPoint.Drained) > checks);
        market.Ledger.Closing = ClosingData.Empty with { PublishedPrices = [new PublishedPrice("GCZ3", 1m)] };
        await Wait.UntilAsync("a third check", () => settler.CrashPoints.Reached.Count(static p => p == CrashPoint.Drained) > checks + 1);
        await settler.StopAsync();
    }

    [Fact]
    public async Task A_result_that_awaits_verification_is_not_published_until_it_is_released()
    {
        var market = Closed();
        market.Review.Review = new Review(false, "", "");
        var settler = market.Settler("s0").Start();
        await settler.ReportsAsync("AwaitingVerification");
        Assert.Equal((RunStage.Settled, 0), (market.Ledger.Run.Stage, market.Publication.Markers.Count));
        Assert.Contains("AwaitingVerification", settler.Report.Events);

        market.Review.Review = new Review(true, "", "");

        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
        Assert.NotNull(market.Ledger.Run.ReleasedAt);
        Assert.Contains("Released", settler.Report.Events);
        Assert.Single(market.Publication.Markers);
    }

    [Fact]
    public async Task A_rejected_result_ends_every_settler_as_failed_and_is_never_published()
    {
        var market = Closed();
        market.Review.Review = new Review(false, "", "");
        var (first, second) = (market.Settler("s0").Start(), market.Settler("s1").Start());
        await Wait.UntilAsync("somebody waits", () => first.Report.Runs.Concat(second.Report.Runs).Any(static r => r.Reason == "AwaitingVerification"));

        market.Review.Review = new Review(false, "wrong prices", "");

        Assert.Equal([SettlerOutcome.Failed, SettlerOutcome.Failed], await Task.WhenAll(first.EndAsync(), second.EndAsync()));
        Assert.Equal(("wrong prices", RunStage.Settled), (market.Ledger.Run.RejectedBecause, market.Ledger.Run.Stage));
        Assert.Empty(market.Publication.Markers);
        Assert.All([first, second], static s => Assert.Equal((RunPhase.Failed, "Rejected"), (s.Report.Runs[^1].Phase, s.Report.Runs[^1].Reason)));
    }

    [Fact]
    public async Task A_blocked_run_can_be_rejected_and_has_no_result()
    {
        var market = Closed();
        market.Bust(0, market.Next(1));
        var settler = market.Settler("s0").Start();
        await settler.ReportsAsync("GateFailed");

        market.Review.Review = new Review(true, "the bust is wrong", "");

        Assert.Equal(SettlerOutcome.Failed, await settler.EndAsync());
        Assert.Null(market.Ledger.Result);
        Assert.Equal(RunStage.Closing, market.Ledger.Run.Stage);
    }

    [Fact]
    public async Task A_drain_that_waits_can_be_rejected()
    {
        var market = Closed();
        market.Topic.Append(0, market.Next(0) with { Sequence = 7 });
        var settler = market.Settler("s0", static o => o with { OnFailure = FailurePolicy.Halt }).Start();
        await settler.ReportsAsync("Draining");

        market.Review.Review = new Review(true, "the feed is broken", "");

        Assert.Equal(SettlerOutcome.Failed, await settler.EndAsync());
    }

    [Fact]
    public async Task A_revision_states_what_it_changes_publishes_it_and_tells_of_days_that_opened_before()
    {
        var former = Closed();
        await former.Settler("s0").Start().EndAsync();
        var market = Closed();
        market.Trade(0);
        market.Ledger.Former = former.Ledger.Result;
        market.Ledger.OpenedBefore = [new("COMEX", Market.Day.AddDays(1), 1)];

        var settler = market.Settler("s0", static o => o with { Key = o.Key with { Revision = 2 } }).Start();

        Assert.Equal(SettlerOutcome.Published, await settler.EndAsync());
        Assert.Equal(former.Ledger.Result!.Digest, market.Ledger.Commit!.Difference!.BeforeDigest);
        Assert.Contains(market.Ledger.Commit.Difference.Rows, static r => r is { Kind: "run", Column: "tradeCount", Before: "2", After: "3" });
        Assert.Same(market.Ledger.Commit.Difference, market.Publication.Difference);
        Assert.Contains("LaterDayNeedsRevision", settler.Report.Events);
    }

    private static IReadOnlyList<Gate> Failed(Market market) => [.. market.Ledger.BlockedGates.Where(static g => !g.Passed).Select(static g => g.Gate)];

    /// <summary>A market of two trades, one per partition, that closes at once.</summary>
    private static Market Closed()
    {
        var market = new Market();
        market.Trade(0);
        market.Trade(1);
        market.Close.Condition = new CloseCondition(null, false, true);
        return market;
    }
}

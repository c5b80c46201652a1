using Settlement.Domain.Book;
using Settlement.Engine.Ports;
using Settlement.Engine.Tests.Support;

namespace Settlement.Engine.Tests;

/// <summary>Input that is late, broken, repeated or missing.</summary>
public sealed class InputTests
{
    [Fact]
    public async Task A_record_that_decodes_when_read_again_does_not_trip_the_listener()
    {
        var market = Closing();
        market.Trade(0);
        var glitch = market.Next(0);
        market.Topic.Append(0, glitch, "field price: 'x' is not a number", faultyReads: 2);
        var settler = market.Settler("s0").Start();

        await settler.EndAsync();

        Assert.Equal(2, market.Ledger.Result!.TradeCount);
        Assert.DoesNotContain("ListenerTripped", settler.Report.Events);
    }

    [Fact]
    public async Task A_record_that_cannot_be_decoded_trips_the_listener_and_the_day_comes_from_the_trade_store()
    {
        var healthy = Closing();
        healthy.Trade(0);
        healthy.Trade(0);
        await healthy.Settler("s0").Start().EndAsync();

        var market = Closing();
        market.Trade(0);
        var broken = market.Next(0);
        market.Rows.Add(broken);
        market.Topic.Append(0, broken, "field price: 'x' is not a number");
        var settler = market.Settler("s0").Start();
        await settler.EndAsync();

        Assert.Equal(healthy.Ledger.Result!.Digest, market.Ledger.Result!.Digest);
        Assert.Equal(TradeSource.TradeStore, market.Ledger.Run.Source!.Source);
        Assert.Equal(1, settler.Report.Events.Count(static e => e == "ListenerTripped"));
        Assert.Contains("topic trades, partition 0, offset 1: field price: 'x' is not a number", settler.Report.LastMember!.ListenerMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tripped_listener_with_halt_blocks_the_run_and_says_why()
    {
        var market = Closing();
        market.Topic.Append(0, market.Next(0), "field instrument: 'GCX9' is not in the reference data");
        var settler = market.Settler("s0", static o => o with { OnFailure = FailurePolicy.Halt }).Start();

        await settler.ReportsAsync("ListenerTripped");

        Assert.Null(market.Ledger.Result);
        Assert.False(settler.Day.IsCompleted);
        await settler.StopAsync();
    }

    [Fact]
    public async Task A_tripped_leader_stands_back_for_a_healthy_settler()
    {
        var market = Closing(false);
        market.Trade(0);
        var first = market.Settler("s0").Start();
        await Wait.UntilAsync("the nomination of s0", () => market.Ledger.Run.Leader == "s0");
        var second = market.Settler("s1").Start();
        await Wait.UntilAsync("the fold of s1", () => second.Report.LastMember is not null);
        var glitch = market.Next(0);
        market.Topic.Append(0, glitch, "field price: 'x' is not a number", faultyFor: "s0");
        await Wait.UntilAsync("the nomination of s1", () => market.Ledger.Run.Leader == "s1");
        market.Close.Condition = new CloseCondition(null, false, true);

        await first.EndAsync();
        await second.EndAsync();

        Assert.Equal(TradeSource.Feed, market.Ledger.Run.Source!.Source);
        Assert.Equal(2, market.Ledger.Result!.TradeCount);
        Assert.Contains("s0", market.Election.StoodBack);
    }

    [Fact]
    public async Task A_hole_waits_for_the_missing_trade_even_beyond_the_barrier()
    {
        var market = Closing();
        market.Trade(0);
        var missing = market.Next(0);
        market.Trade(0);
        market.Trade(1);
        var settler = market.Settler("s0").Start();
        await Wait.UntilAsync("the hole", () => settler.Report.Runs.Any(static r => r.Message.Contains("partition 0: sequence 2 missing", StringComparison.Ordinal)));
        Assert.Equal(2, market.Ledger.Run.Barrier![0]);

        market.Topic.Append(0, missing);
        await settler.EndAsync();

        Assert.Equal(4, market.Ledger.Result!.TradeCount);
        Assert.Equal(2, market.Ledger.Run.Barrier[0]);
    }

    [Fact]
    public async Task A_hole_that_stays_open_goes_to_the_trade_store_when_the_drain_times_out()
    {
        var market = Closing();
        market.Trade(0);
        market.Rows.Add(market.Next(0));
        market.Trade(0);
        var settler = market.Settler("s0", static o => o with { DrainTimeout = TimeSpan.FromMilliseconds(100) }).Start();

        await settler.EndAsync();

        Assert.Equal(3, market.Ledger.Result!.TradeCount);
        Assert.Equal(TradeSource.TradeStore, market.Ledger.Run.Source!.Source);
        Assert.Equal(1, market.TradeStore.Barriers);
    }

    [Fact]
    public async Task A_conflict_blocks_the_run_and_names_the_gate()
    {
        var market = Closing();
        var original = market.Trade(0);
        market.Topic.Append(0, original with { Price = original.Price + 1 });
        var settler = market.Settler("s0").Start();

        await settler.ReportsAsync("GateFailed");

        Assert.Null(market.Ledger.Result);
        Assert.Contains(settler.Report.Runs, static r => r.Message.Contains("NoSequenceConflict", StringComparison.Ordinal));
        await Wait.UntilAsync("the gates in the ledger", () => market.Ledger.BlockedGates.Count > 0);
        await settler.StopAsync();
    }

    [Fact]
    public async Task Duplicates_are_dropped_and_counted_and_do_not_change_the_digest()
    {
        var plain = Closing();
        plain.Trade(0);
        plain.Trade(1);
        await plain.Settler("s0").Start().EndAsync();

        var market = Closing();
        var record = market.Trade(0);
        market.Topic.Append(0, record);
        market.Trade(1);
        market.Topic.Append(0, record);
        await market.Settler("s0").Start().EndAsync();

        Assert.Equal(plain.Ledger.Result!.Digest, market.Ledger.Result!.Digest);
        Assert.Equal(2, market.Ledger.Statistics!.Duplicates);
    }

    [Fact]
    public async Task A_changed_number_of_partitions_is_not_settled_from_the_feed()
    {
        var market = Closing();
        market.Trade(0);
        var settler = market.Settler("s0", static o => o with { OnFailure = FailurePolicy.Halt }, withStore: false);
        market.Topic.ReportedPartitions = 3;
        settler.Start();

        await settler.ReportsAsync("PartitionCountChanged");

        Assert.Null(market.Ledger.Result);
        await settler.StopAsync();
    }

    [Fact]
    public async Task A_partition_that_ends_in_invisible_records_drains()
    {
        var market = Closing();
        market.Trade(0);
        market.Topic.AppendInvisible(0);
        market.Topic.AppendInvisible(1);

        await market.Settler("s0").Start().EndAsync();

        Assert.Equal(1, market.Ledger.Result!.TradeCount);
    }

    [Fact]
    public async Task The_next_day_starts_where_this_day_first_saw_it()
    {
        var market = Closing();
        market.Trade(0);
        market.Trade(0, day: 1);
        market.Trade(0);
        market.Trade(1);

        await market.Settler("s0").Start().EndAsync();

        Assert.Equal(1, market.Ledger.NextDayOffsets![0]);
        Assert.Equal(1, market.Ledger.NextDayOffsets[1]);
        Assert.Equal(3, market.Ledger.Result!.TradeCount);
    }

    [Fact]
    public async Task A_standby_that_read_past_the_barrier_folds_again_up_to_it()
    {
        var market = Closing(false);
        market.Trade(0);
        var settler = market.Settler("s0");
        settler.CrashPoints.At(CrashPoint.BarrierDrawn, static () => throw new KilledException());
        market.Close.Condition = new CloseCondition(null, false, true);
        await Assert.ThrowsAsync<KilledException>(() => settler.Start().EndAsync());

        // Beyond the barrier: a trade of the day that came too late, which a successor reads before it knows of the barrier.
        market.Trade(0);
        await market.Settler("s1").Start().EndAsync();

        Assert.Equal(1, market.Ledger.Result!.TradeCount);
    }

    [Fact]
    public async Task A_trade_of_an_earlier_day_is_counted_and_told_and_not_settled()
    {
        var market = Closing();
        var late = market.Trade(0, day: -1);
        market.Trade(0);
        var settler = market.Settler("s0").Start();

        await settler.EndAsync();

        Assert.Equal(1, market.Ledger.Result!.TradeCount);
        Assert.Equal(1, market.Ledger.Statistics!.Late);
        Assert.Equal([new LateRecord(0, new LateTrade(0, Market.Day.AddDays(-1), late.Sequence, late.TradeId.ToString()))], market.Ledger.Statistics.LateTrades);
        Assert.Contains("LateTrades", settler.Report.Events);
    }

    [Fact]
    public async Task A_damaged_checkpoint_costs_a_replay_and_not_the_day()
    {
        var market = Closing();
        market.Trade(0);
        market.Trade(1);
        await market.Ledger.WriteCheckpointAsync(1, new Checkpoint(0, 1, false, false, new byte[100]), TestContext.Current.CancellationToken);

        await market.Settler("s0").Start().EndAsync();

        Assert.Equal(2, market.Ledger.Result!.TradeCount);
    }

    [Fact]
    public async Task A_lone_tripped_settler_that_waits_for_the_marker_says_that_it_cannot_see_it()
    {
        var market = Closing(false);
        market.Close.Condition = new CloseCondition(null, true, false);
        var broken = market.Next(0);
        market.Rows.Add(broken);
        market.Topic.Append(0, broken, "field price: 'x' is not a number");
        var settler = market.Settler("s0").Start();
        await settler.ReportsAsync("ListenerTripped");

        market.Close.Condition = new CloseCondition(null, true, true);
        await settler.EndAsync();

        Assert.Equal(TradeSource.TradeStore, market.Ledger.Run.Source!.Source);
    }

    private static Market Closing(bool now = true)
    {
        var market = new Market();
        market.Close.Condition = new CloseCondition(null, false, now);
        return market;
    }
}

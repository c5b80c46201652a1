using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

/// <summary>Release, rejection and revisions in the ledger.</summary>
public sealed class RevisionTests(TestServer server)
{
    private static readonly RunKey Second = World.Key with { Revision = 2 };
    private static readonly RunKey Next = World.Key with { TradingDay = World.Day.AddDays(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revision_waits_until_the_one_before_is_released_and_starts_where_it_started()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await WaitsAsync(world, Second, RegistrationOutcome.WaitingForRevision, "COMEX 2013-10-08 r1, which is Closing");
        await WaitsAsync(world, World.Key with { Revision = 3 }, RegistrationOutcome.WaitingForRevision, "r2, which is not in the ledger");
        var first = World.Result(reference);
        await CommitAsync(world, runId, epoch, first);
        await WaitsAsync(world, Second, RegistrationOutcome.WaitingForRevision, "waits to be verified");
        await world.Ledger.ReleaseAsync(runId, epoch, Token);

        var revision = await world.Ledger.RegisterAsync(Second, World.Owner, new Dictionary<int, long> { [0] = 55, [1] = 66 }, Token);

        Assert.Equal(RegistrationOutcome.Registered, revision.Outcome);
        Assert.Equal(World.Low, revision.FirstOffsets);
        Assert.Equal((runId, World.Key), (revision.Former!.RunId, revision.Former.Key));
        Assert.Equal(World.NextDay, revision.Former.NextDayOffsets);
        Assert.Equal(revision.Former.RunId, (await world.Ledger.RegisterAsync(Second, World.Owner, World.Low, Token)).Former!.RunId);
    }

    [Fact]
    public async Task What_a_revision_changes_is_committed_with_it_and_never_changes()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        var first = World.Result(reference);
        await CommitAsync(world, runId, epoch, first);
        await world.Ledger.ReleaseAsync(runId, epoch, Token);
        Assert.Null(await world.Ledger.ReadDifferenceAsync(runId, Token));
        var revision = (await world.Ledger.RegisterAsync(Second, World.Owner, World.Low, Token)).RunId;
        var result = World.Result(reference, Second, bought: 7m);
        var difference = RevisionDifferences.Of(first, result);
        Assert.NotEmpty(difference.Rows);

        await CommitAsync(world, revision, await world.CloseAsync(revision), result, difference);

        var read = await world.Ledger.ReadDifferenceAsync(revision, Token);
        Assert.Equal((World.Key, first.Digest), (read!.Before, read.BeforeDigest));
        Assert.Equal(difference.Rows, read.Rows);
        Assert.Equal(first.Digest, (await world.Ledger.ReadRunAsync(revision, Token)).PreviousDigest);
        Assert.Equal(first.Digest, (await world.Ledger.ReadRunAsync(runId, Token)).Digest);
        foreach (var change in new[] { "update settlement.differences set after = 'x'", "delete from settlement.differences", "truncate settlement.differences", $"update settlement.runs set former_id = null where run_id = {revision}" })
            Assert.Equal("SE002", await RefusalAsync(world, change));
    }

    [Fact]
    public async Task A_rejected_run_cannot_be_released_published_or_begun_again_and_the_next_revision_takes_no_result_s_place()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await CommitAsync(world, runId, epoch, World.Result(reference));

        await world.Ledger.RejectAsync(runId, epoch, "wrong prices", Token);
        await world.Ledger.RejectAsync(runId, epoch, "again", Token);

        var run = await world.Ledger.ReadRunAsync(runId, Token);
        Assert.Equal(("wrong prices", RunStage.Settled, true), (run.RejectedBecause, run.Stage, run.IsOver));
        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.ReleaseAsync(runId, epoch, Token));
        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.RecordPublishedAsync(runId, epoch, Token));
        await WaitsAsync(world, World.Key, RegistrationOutcome.Rejected, "wrong prices. Settle the day as revision 2");
        await WaitsAsync(world, Next, RegistrationOutcome.WaitingForPredecessor, "r1, which was rejected");
        var second = await world.Ledger.RegisterAsync(Second, World.Owner, World.Low, Token);
        Assert.Equal(RegistrationOutcome.Registered, second.Outcome);
        Assert.Null(second.Former);
    }

    [Fact]
    public async Task A_run_without_a_result_is_rejected_and_can_never_be_settled()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;

        await world.Ledger.RejectAsync(runId, epoch, "the feed is broken", Token);

        await Assert.ThrowsAsync<LedgerInvariantException>(() => CommitAsync(world, runId, epoch, World.Result(reference)));
        Assert.Equal(RegistrationOutcome.Registered, (await world.Ledger.RegisterAsync(Second, World.Owner, World.Low, Token)).Outcome);
    }

    [Fact]
    public async Task Release_and_rejection_are_guarded_by_the_epoch_and_said_once()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.ReleaseAsync(runId, epoch, Token));
        await CommitAsync(world, runId, epoch, World.Result(reference));
        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.RecordPublishedAsync(runId, epoch, Token));
        var successor = await world.Ledger.ClaimEpochAsync(runId, "settler-1", Token);
        await Assert.ThrowsAsync<FencedException>(() => world.Ledger.ReleaseAsync(runId, epoch, Token));
        await Assert.ThrowsAsync<FencedException>(() => world.Ledger.RejectAsync(runId, epoch, "late", Token));

        await world.Ledger.ReleaseAsync(runId, successor, Token);
        var released = (await world.Ledger.ReadRunAsync(runId, Token)).ReleasedAt;
        await world.Ledger.ReleaseAsync(runId, successor, Token);

        Assert.Equal(released, (await world.Ledger.ReadRunAsync(runId, Token)).ReleasedAt);
        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.RejectAsync(runId, successor, "too late", Token));
        Assert.Equal("SE002", await RefusalAsync(world, "update settlement.runs set released_at = null"));
    }

    [Fact]
    public async Task The_next_day_opens_with_the_last_released_revision_and_a_later_one_tells_of_it()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await CommitAsync(world, runId, epoch, World.Result(reference));
        await WaitsAsync(world, Next, RegistrationOutcome.WaitingForPredecessor, "r1, which waits to be verified");
        await world.Ledger.ReleaseAsync(runId, epoch, Token);
        var revision = (await world.Ledger.RegisterAsync(Second, World.Owner, World.Low, Token)).RunId;

        var next = await world.Ledger.RegisterAsync(Next, World.Owner, World.Low, Token);

        Assert.Equal((RegistrationOutcome.Registered, World.Key), (next.Outcome, next.Predecessor!.Key));
        Assert.Equal([Next], (await world.Ledger.ReadRunAsync(revision, Token)).OpenedBefore);
        Assert.Empty((await world.Ledger.ReadRunAsync(runId, Token)).OpenedBefore);
        var secondEpoch = await world.CloseAsync(revision);
        await CommitAsync(world, revision, secondEpoch, World.Result(reference, Second, bought: 7m));
        await world.Ledger.ReleaseAsync(revision, secondEpoch, Token);
        var nextEpoch = await world.CloseAsync(next.RunId);
        await CommitAsync(world, next.RunId, nextEpoch, World.Result(next.Reference!, Next, 1m, 5m, 1324.6m));
        await world.Ledger.ReleaseAsync(next.RunId, nextEpoch, Token);

        var revised = await world.Ledger.RegisterAsync(Next with { Revision = 2 }, World.Owner, World.Low, Token);

        Assert.Equal(Second, revised.Predecessor!.Key);
        Assert.Empty((await world.Ledger.ReadRunAsync(revision, Token)).OpenedBefore);
    }

    [Fact]
    public async Task The_trade_store_s_barrier_moves_on_while_a_run_is_blocked_and_never_back()
    {
        var (world, runId, reference) = await World.RegisteredAsync(server);
        await using var _ = world;
        var epoch = await world.Ledger.ClaimEpochAsync(runId, "settler-0", Token);
        await world.Ledger.DrawBarrierAsync(runId, epoch, World.Barrier, Token);
        await world.Ledger.DecideSourceAsync(runId, epoch, new SourceDecision(TradeSource.TradeStore, 40), Token);

        Assert.Equal(50UL, await world.Ledger.ExtendStoreBarrierAsync(runId, epoch, 50, Token));
        Assert.Equal(50UL, await world.Ledger.ExtendStoreBarrierAsync(runId, epoch, 45, Token));
        Assert.Equal("SE002", await RefusalAsync(world, "update settlement.runs set store_barrier = '49'"));
        await CommitAsync(world, runId, epoch, World.Result(reference));
        Assert.Equal(50UL, await world.Ledger.ExtendStoreBarrierAsync(runId, epoch, 60, Token));
        Assert.Equal("SE002", await RefusalAsync(world, "update settlement.runs set store_barrier = '60'"));
    }

    private static Task CommitAsync(World world, long runId, long epoch, SettlementResult result, RevisionDifference? difference = null) => world.Ledger.CommitResultAsync(
        runId, epoch, new ResultCommit(result, ClosingData.Empty, World.Gates, World.NextDay, new CommitStatistics(0, 0, []), difference), Token);

    private static async Task<string?> RefusalAsync(World world, string sql) =>
        (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Source.ExecuteAsync(sql))).SqlState;

    private static async Task WaitsAsync(World world, RunKey key, RegistrationOutcome outcome, string message)
    {
        var registration = await world.Ledger.RegisterAsync(key, World.Owner, World.Low, Token);
        Assert.Equal(outcome, registration.Outcome);
        Assert.Contains(message, registration.Message, StringComparison.Ordinal);
        Assert.Null(registration.Reference);
    }
}

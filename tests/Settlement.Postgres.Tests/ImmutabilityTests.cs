using Npgsql;
using Settlement.Engine.Ports;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

/// <summary>What nobody can do to the ledger, not even with SQL and all rights on its tables.</summary>
public sealed class ImmutabilityTests(TestServer server)
{
    private static readonly string[] OnSettled =
    [
        "update settlement.prices set price = price + 1",
        "delete from settlement.prices",
        "update settlement.positions set bought_value = 0",
        "delete from settlement.positions",
        "insert into settlement.positions select run_id, 'P09', account, instrument, currency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 from settlement.positions limit 1",
        "update settlement.funds set deposits = 1, reserve = reserve + 1, equity = equity + 1, available = available + 1",
        "delete from settlement.funds",
        "insert into settlement.funds select run_id, 'P09', account, currency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null from settlement.funds limit 1",
        "insert into settlement.deliveries select run_id, 'P09', 'X', 'USD', trading_day, 0, 1, 'CashOnly' from settlement.runs",
        "truncate settlement.funds",
        "truncate settlement.deliveries",
        "update settlement.journal set account = 'P09/X'",
        "delete from settlement.journal where line = 1",
        "insert into settlement.journal select run_id, 99, account, instrument, kind, currency, 0, 0 from settlement.journal limit 1",
        "update settlement.gates set evidence = 'other'",
        "delete from settlement.next_day_offsets",
        "update settlement.late_trades set trade_id = 'other'",
        "delete from settlement.late_trades",
        "insert into settlement.late_trades select run_id, 2, 5, trading_day - 1, 1, 'T' from settlement.runs",
        "truncate settlement.late_trades",
        "update settlement.runs set stage = 'Closing', digest = null, trade_count = null, bust_count = null, duplicates = null, late = null, settled_at = null",
        "update settlement.runs set digest = repeat('0', 64)",
        "update settlement.runs set trade_count = 7",
        "update settlement.runs set settled_at = now()",
        "delete from settlement.runs",
        "truncate settlement.positions",
        "truncate settlement.journal",
        "insert into settlement.positions values (4711, 'P', 'A', 'I', 'USD', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
    ];

    private static readonly string[] OnClosing =
    [
        "update settlement.barriers set end_offset = end_offset + 1",
        "delete from settlement.barriers",
        "insert into settlement.barriers select run_id, 2, 5 from settlement.runs",
        "update settlement.runs set source = 'TradeStore', store_barrier = '7'",
        "update settlement.runs set source = null",
        "update settlement.runs set epoch = epoch - 1",
        "update settlement.runs set stage = 'Initialised'",
        "update settlement.runs set stage = 'Published', published_at = now()",
        "update settlement.runs set trading_day = trading_day + 1",
        "update settlement.runs set partition_count = 3",
        "update settlement.first_offsets set first_offset = 0",
        "update settlement.epochs set leader = 'me'",
        "delete from settlement.epochs",
        "delete from settlement.run_references",
        "update settlement.run_references set document = document || ' '",
        "insert into settlement.runs (market, trading_day, revision, owner_uid, owner_name, stage, reference_hash, partition_count) select market, trading_day, 2, '', '', 'Closing', reference_hash, 2 from settlement.runs",
    ];

    [Fact]
    public async Task A_settled_run_cannot_be_changed_by_anyone()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await world.CommitAsync(runId, epoch, World.Result(reference), null, World.Late(40));

        foreach (var sql in OnSettled)
            await RefusedAsync(world, sql);

        Assert.Equal(World.Result(reference).Digest, (await world.Ledger.ReadResultAsync(runId, TestContext.Current.CancellationToken)).Digest);
    }

    [Fact]
    public async Task What_is_decided_once_cannot_be_decided_again()
    {
        var (world, _, _, _) = await World.ClosingAsync(server);
        await using var __ = world;

        foreach (var sql in OnClosing)
            await RefusedAsync(world, sql);
    }

    [Fact]
    public async Task Barrier_and_source_are_stored_once_and_later_leaders_get_what_is_stored()
    {
        var (world, runId, _, _) = await World.ClosingAsync(server);
        await using var __ = world;
        var token = TestContext.Current.CancellationToken;
        var later = await world.Ledger.ClaimEpochAsync(runId, "later", token);

        var barrier = await world.Ledger.DrawBarrierAsync(runId, later, new Dictionary<int, long> { [0] = 999, [1] = 999 }, token);
        var source = await world.Ledger.DecideSourceAsync(runId, later, new SourceDecision(TradeSource.TradeStore, 42), token);

        Assert.Equal(World.Barrier, barrier);
        Assert.Equal(new SourceDecision(TradeSource.Feed), source);
        var run = await world.Ledger.ReadRunAsync(runId, token);
        Assert.Equal(World.Barrier, run.Barrier);
        Assert.Equal((source, RunStage.Closing, later, "later"), (run.Source, run.Stage, run.Epoch, run.Leader));
    }

    [Fact]
    public async Task The_trade_stores_barrier_is_kept_to_the_last_bit()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var _ = world;
        var token = TestContext.Current.CancellationToken;
        var epoch = await world.Ledger.ClaimEpochAsync(runId, "a", token);
        var decision = new SourceDecision(TradeSource.TradeStore, ulong.MaxValue - 1);

        Assert.Equal(decision, await world.Ledger.DecideSourceAsync(runId, epoch, decision, token));
        Assert.Equal(decision, (await world.Ledger.ReadRunAsync(runId, token)).Source);
    }

    private static async Task RefusedAsync(World world, string sql)
    {
        try
        {
            await world.Source.ExecuteAsync(sql);
        }
        catch (PostgresException error)
        {
            Assert.True(error.SqlState == "SE002", $"{sql}: {error.Message}");
            return;
        }

        Assert.Fail($"was not refused: {sql}");
    }
}

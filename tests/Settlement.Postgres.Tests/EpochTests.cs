using Settlement.Engine.Ports;
using Settlement.Postgres.Runs;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

public sealed class EpochTests(TestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_written_under_an_epoch_that_is_not_the_highest()
    {
        var (world, runId, reference) = await World.RegisteredAsync(server);
        await using var _ = world;
        var old = await world.Ledger.ClaimEpochAsync(runId, "old", Token);
        await world.Ledger.ClaimEpochAsync(runId, "new", Token);
        var before = await FactsAsync(world);

        foreach (var epoch in new[] { old, old + 2, 0 })
        {
            await Assert.ThrowsAsync<FencedException>(() => world.Ledger.DrawBarrierAsync(runId, epoch, World.Barrier, Token));
            await Assert.ThrowsAsync<FencedException>(() => world.Ledger.DecideSourceAsync(runId, epoch, new SourceDecision(TradeSource.Feed), Token));
            await Assert.ThrowsAsync<FencedException>(() => world.Ledger.RecordGatesAsync(runId, epoch, World.Gates, Token));
            await Assert.ThrowsAsync<FencedException>(() => world.CommitAsync(runId, epoch, World.Result(reference)));
            var fenced = await Assert.ThrowsAsync<FencedException>(() => world.Ledger.RecordPublishedAsync(runId, epoch, Token));
            Assert.Contains("epoch 2 belongs to new", fenced.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await FactsAsync(world));
    }

    [Fact]
    public async Task A_fenced_leader_cannot_repeat_even_the_commit_that_took_effect()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await world.CommitAsync(runId, epoch, World.Result(reference));
        await world.Ledger.ClaimEpochAsync(runId, "new", Token);

        await Assert.ThrowsAsync<FencedException>(() => world.CommitAsync(runId, epoch, World.Result(reference)));
        await Assert.ThrowsAsync<FencedException>(() => world.Ledger.RecordPublishedAsync(runId, epoch, Token));
    }

    [Fact]
    public async Task Claims_at_the_same_time_get_an_epoch_each_and_only_the_highest_writes()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;

        var epochs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => world.Ledger.ClaimEpochAsync(runId, $"settler-{i}", Token)));
        Assert.Equal(Enumerable.Range(1, 8).Select(static i => (long)i), epochs.Order());
        var writers = await Task.WhenAll(epochs.Select(async epoch =>
        {
            try
            {
                await world.Ledger.DrawBarrierAsync(runId, epoch, new Dictionary<int, long> { [0] = epoch }, Token);
                return epoch;
            }
            catch (FencedException)
            {
                return 0;
            }
        }));

        Assert.Equal([8L], writers.Where(static epoch => epoch > 0));
        var run = await world.Ledger.ReadRunAsync(runId, Token);
        Assert.Equal(8L, Assert.Single(run.Barrier!).Value);
        Assert.Equal(8L, await world.Source.ScalarAsync<long>("select count(*) from settlement.epochs where claimed_at is not null"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_claim_waits_for_a_write_that_has_begun_and_then_sees_its_outcome(bool commits)
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;
        var epoch = await world.Ledger.ClaimEpochAsync(runId, "old", Token);
        await using var writer = await world.Source.OpenConnectionAsync(Token);
        await using var transaction = await writer.BeginTransactionAsync(Token);
        await using (var write = new Npgsql.NpgsqlCommand($"select settlement.guard({runId}, {epoch}); update settlement.runs set source = 'Feed' where run_id = {runId}", writer))
            await write.ExecuteNonQueryAsync(Token);

        var claim = world.Ledger.ClaimEpochAsync(runId, "new", Token);
        await world.IsBlockedAsync();
        Assert.False(claim.IsCompleted);
        await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));

        Assert.Equal(epoch + 1, await claim);
        Assert.Equal(commits ? new SourceDecision(TradeSource.Feed) : null, (await world.Ledger.ReadRunAsync(runId, Token)).Source);
    }

    [Fact]
    public async Task A_write_that_comes_while_a_claim_is_open_waits_and_is_fenced()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await using var claimant = await world.Source.OpenConnectionAsync(Token);
        await using var transaction = await claimant.BeginTransactionAsync(Token);
        await using (var claim = new Npgsql.NpgsqlCommand($"update settlement.runs set epoch = epoch + 1 where run_id = {runId}", claimant))
            await claim.ExecuteNonQueryAsync(Token);

        var commit = world.CommitAsync(runId, epoch, World.Result(reference));
        await world.IsBlockedAsync();
        await transaction.CommitAsync(Token);

        await Assert.ThrowsAsync<FencedException>(() => commit);
        Assert.Equal(0L, await world.Source.ScalarAsync<long>("select count(*) from settlement.positions"));
    }

    [Fact]
    public async Task A_leader_frozen_inside_a_write_cannot_keep_its_successor_from_claiming()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;
        var epoch = await world.Ledger.ClaimEpochAsync(runId, "frozen", Token);
        await using var frozen = await world.Source.OpenConnectionAsync(Token);
        await using var transaction = await frozen.BeginTransactionAsync(Token);
        await using (var write = new Npgsql.NpgsqlCommand($"select settlement.guard({runId}, {epoch}); update settlement.runs set source = 'Feed' where run_id = {runId}", frozen))
            await write.ExecuteNonQueryAsync(Token);
        var logger = new ListLogger<Ledger>();
        var successor = new Ledger(world.Source, TimeProvider.System, logger) { WriterGrace = TimeSpan.FromMilliseconds(200) };

        Assert.Equal(epoch + 1, await successor.ClaimEpochAsync(runId, "new", Token));

        Assert.Contains(logger.Entries, static entry => entry.Id == 1006);
        Assert.Null((await world.Ledger.ReadRunAsync(runId, Token)).Source);
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => transaction.CommitAsync(Token));
    }

    [Fact]
    public async Task A_run_that_is_not_registered_cannot_be_claimed()
    {
        await using var world = await World.CreateAsync(server);

        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.ClaimEpochAsync(4711, "a", Token));
        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.ReadRunAsync(4711, Token));
    }

    private static Task<string?> FactsAsync(World world) => world.Source.ScalarAsync<string>("""
        select concat_ws(' ', (select string_agg(r::text, ';') from settlement.runs r), (select count(*) from settlement.barriers), (select count(*) from settlement.prices),
            (select count(*) from settlement.positions), (select count(*) from settlement.funds), (select count(*) from settlement.journal), (select count(*) from settlement.gates))
        """);
}

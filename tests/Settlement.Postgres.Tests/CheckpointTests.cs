using Settlement.Engine.Ports;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

public sealed class CheckpointTests(TestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_different_images_of_one_offset_are_refused_and_equal_ones_are_not()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;
        await world.Ledger.WriteCheckpointAsync(runId, Checkpoint(50, false, 1), Token);

        await world.Ledger.WriteCheckpointAsync(runId, Checkpoint(50, false, 1), Token);
        var error = await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.WriteCheckpointAsync(runId, Checkpoint(50, false, 2), Token));

        Assert.Contains("offset 50", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await world.Ledger.ReadCheckpointAsync(runId, 0, null, Token))!.Image.Span[0]);
    }

    [Theory]
    [InlineData(50, false, 60, false, 60, false)]
    [InlineData(60, false, 50, false, 60, false)]
    [InlineData(90, false, 80, true, 80, true)]
    [InlineData(80, true, 90, false, 80, true)]
    [InlineData(80, false, 80, true, 80, true)]
    [InlineData(80, true, 80, false, 80, true)]
    public async Task The_better_checkpoint_stays_in_whatever_order_they_come(long firstOffset, bool firstSealed, long secondOffset, bool secondSealed, long offset, bool isSealed)
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;

        await world.Ledger.WriteCheckpointAsync(runId, Checkpoint(firstOffset, firstSealed, 1), Token);
        await world.Ledger.WriteCheckpointAsync(runId, Checkpoint(secondOffset, secondSealed, 2), Token);

        var best = (await world.Ledger.ReadCheckpointAsync(runId, 0, null, Token))!;
        Assert.Equal((offset, isSealed), (best.Offset, best.IsSealed));
        Assert.Equal(new CheckpointPosition(offset, isSealed, isSealed), (await world.Ledger.CheckpointPositionsAsync(runId, Token))[0]);
    }

    [Fact]
    public async Task A_checkpoint_beyond_the_limit_is_taken_only_when_it_is_sealed()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;
        Assert.Null(await world.Ledger.ReadCheckpointAsync(runId, 0, null, Token));
        await world.Ledger.WriteCheckpointAsync(runId, Checkpoint(50, false, 1), Token);

        Assert.Null(await world.Ledger.ReadCheckpointAsync(runId, 0, 49, Token));
        Assert.NotNull(await world.Ledger.ReadCheckpointAsync(runId, 0, 50, Token));
        Assert.Null(await world.Ledger.ReadCheckpointAsync(runId, 1, null, Token));
        await world.Ledger.WriteCheckpointAsync(runId, Checkpoint(51, true, 1), Token);

        Assert.NotNull(await world.Ledger.ReadCheckpointAsync(runId, 0, 49, Token));
    }

    [Fact]
    public async Task Anyone_may_write_a_checkpoint_while_a_guarded_write_is_open()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;
        await using var writer = await world.Source.OpenConnectionAsync(Token);
        await using var transaction = await writer.BeginTransactionAsync(Token);
        await using (var guard = new Npgsql.NpgsqlCommand($"select settlement.guard({runId}, 0)", writer))
            await guard.ExecuteNonQueryAsync(Token);

        await world.Ledger.WriteCheckpointAsync(runId, Checkpoint(50, false, 1), Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Fact]
    public async Task A_large_image_comes_back_whole()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;
        var image = new byte[16 * 1024 * 1024];
        new Random(7).NextBytes(image);

        await world.Ledger.WriteCheckpointAsync(runId, new Checkpoint(1, 5, false, false, image), Token);

        Assert.True((await world.Ledger.ReadCheckpointAsync(runId, 1, null, Token))!.Image.Span.SequenceEqual(image));
    }

    private static Checkpoint Checkpoint(long offset, bool isSealed, byte content) => new(0, offset, isSealed, isSealed, new[] { content, (byte)2, (byte)3 });
}

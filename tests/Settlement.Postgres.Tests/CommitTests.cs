using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

public sealed class CommitTests(TestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Result_is_read_back_as_it_was_committed_and_its_digest_comes_out_again()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        var result = World.Result(reference);

        await world.CommitAsync(runId, epoch, result);

        var read = await world.Ledger.ReadResultAsync(runId, Token);
        Assert.Equal(result.Digest, CanonicalRows.Digest(read.Key, read.ReferenceHash, read.TradeCount, read.BustCount, read.Prices, read.Positions, read.Journal));
        Assert.Equal(result.Prices, read.Prices);
        Assert.Equal(result.Positions, read.Positions);
        Assert.Equal(result.Journal, read.Journal);
        var run = await world.Ledger.ReadRunAsync(runId, Token);
        Assert.Equal((RunStage.Settled, result.Digest, 1L), (run.Stage, run.Digest, run.TradeCount!.Value));
    }
}

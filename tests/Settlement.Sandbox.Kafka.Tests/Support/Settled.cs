using Confluent.Kafka;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Support;

/// <summary>Waits for what Apache Kafka does a moment after its answer: markers are written once EndTxn has been acknowledged.</summary>
internal static class Settled
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The committed offset once no transaction can change it any more.</summary>
    public static async Task<(ErrorCode Error, long Offset)> CommittedAsync(RawConnection connection, string group, string topic, int partition)
    {
        (ErrorCode Error, long Offset) committed = default;
        await UntilAsync("the offset is stable", async () =>
            (committed = await connection.CommittedAsync(group, topic, partition, requireStable: true)).Error != ErrorCode.UnstableOffsetCommit);
        return committed;
    }

    /// <summary>Waits for a condition.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var until = Environment.TickCount64 + (long)Broker.Patience.TotalMilliseconds;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < until, $"not within {Broker.Patience.TotalSeconds} s: {what}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}

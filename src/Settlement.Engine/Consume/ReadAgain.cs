using Settlement.Domain.Trades;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Consume;

/// <summary>One more pass over a partition, record by record.</summary>
internal static class ReadAgain
{
    /// <summary>Takes a record of the pass.</summary>
    internal delegate void Take(long offset, in TradeRecord record);

    /// <summary>Hands every good record of the range to <paramref name="take"/>, in the order of offsets. A bad one beyond the barrier is nobody's; below it there is none in a sealed book.</summary>
    internal static async Task ReadAgainAsync(this ITradeFeedSource source, int partition, long from, long to, Take take, CancellationToken cancellationToken)
    {
        await foreach (var batch in source.ReadRangeAsync(partition, from, to, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Records[i].Fault is null)
                    take(batch.Records[i].Offset, in batch.Records[i].Trade);
            }
        }
    }
}

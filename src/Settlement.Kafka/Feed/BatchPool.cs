using System.Collections.Concurrent;
using Settlement.Engine.Ports;

namespace Settlement.Kafka.Feed;

/// <summary>A fixed number of batches that go round between the consuming thread and the caller: this bounds what is read ahead.</summary>
internal sealed class BatchPool : IDisposable
{
    private readonly ConcurrentQueue<FeedBatch> _free = [];
    private readonly SemaphoreSlim _count;

    internal BatchPool(int batches, int batchSize)
    {
        for (var i = 0; i < batches; i++)
            _free.Enqueue(new FeedBatch(batchSize));
        _count = new SemaphoreSlim(batches);
    }

    /// <summary>Waits for a free batch; null when there is none in time.</summary>
    internal FeedBatch? Take(TimeSpan timeout, CancellationToken cancellationToken) =>
        _count.Wait(timeout, cancellationToken) && _free.TryDequeue(out var batch) ? batch : null;

    internal void Return(FeedBatch batch)
    {
        batch.Clear();
        _free.Enqueue(batch);
        _count.Release();
    }

    public void Dispose() => _count.Dispose();
}

using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Settlement.Engine.Ports;

namespace Settlement.Kafka.Feed;

/// <summary>
/// The caller's side of the feed. After a <see cref="FeedException"/> that can be retried the feed goes on by itself: the next event follows when
/// the cause is gone. After any other one, every call throws it again.
/// </summary>
/// <remarks>
/// Batches are read ahead, so a pause or a reload finds older records on their way. Their partition is muted until the event that
/// starts the new reading passes by; everything before that event is of the old one.
/// </remarks>
internal sealed class KafkaTradeFeed : ITradeFeed
{
    private static readonly FeedBatch Empty = new(0);

    private readonly BatchPool _pool;
    private readonly ConsumeLoop _loop;
    private readonly CancellationTokenSource _stop;
    private readonly Task _thread;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, (long Generation, bool IsMuted)> _assigned = [];
    private FeedBatch? _lent;

    internal KafkaTradeFeed(ConsumeLoop loop, BatchPool pool, CancellationTokenSource stop)
    {
        (_loop, _pool, _stop) = (loop, pool, stop);
        _thread = Task.Factory.StartNew(loop.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public long Lag => _loop.Lag;

    /// <inheritdoc/>
    public async ValueTask<FeedEvent> NextAsync(CancellationToken cancellationToken)
    {
        if (_lent is not null)
            _pool.Return(_lent);
        _lent = null;
        while (true)
        {
            var item = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (item.Failure is not null)
                throw item.Failure;
            if (item.Assigned is not null)
                return Assign(item.Assigned);
            if (item.Revoked is not null)
                return Revoke(item.Revoked);
            RemoveMuted(item.Batch!);
            if (item.Batch!.Count > 0 || item.Batch.Positions.Count > 0)
            {
                _lent = item.Batch;
                return new FeedEvent(FeedEventKind.Records, _lent, [], []);
            }

            _pool.Return(item.Batch);
        }
    }

    /// <inheritdoc/>
    public void Pause(int partition) => Command(partition, isReload: false);

    /// <inheritdoc/>
    public void Reload(int partition) => Command(partition, isReload: true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _thread.ConfigureAwait(false);
        _stop.Dispose();
        _pool.Dispose();
    }

    private async ValueTask<FeedItem> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _loop.Items.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e) when (e.InnerException is FeedException failure)
        {
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The feed has been disposed.", e);
        }
    }

    private FeedEvent Assign(IReadOnlyList<LoadedBook> loaded)
    {
        lock (_lock)
        {
            foreach (var book in loaded)
                _assigned[book.Book.Partition] = (book.Generation, IsMuted: false);
        }

        return new FeedEvent(FeedEventKind.Assigned, Empty, [.. loaded.Select(static l => l.Book)], []);
    }

    private FeedEvent Revoke(IReadOnlyList<int> partitions)
    {
        lock (_lock)
        {
            foreach (var partition in partitions)
                _assigned.Remove(partition);
        }

        return new FeedEvent(FeedEventKind.Revoked, Empty, [], partitions);
    }

    private void Command(int partition, bool isReload)
    {
        lock (_lock)
        {
            if (!_assigned.TryGetValue(partition, out var reading))
                return;
            _assigned[partition] = reading with { IsMuted = true };
            _loop.Send(new PartitionCommand(partition, reading.Generation, isReload));
        }
    }

    private void RemoveMuted(FeedBatch batch)
    {
        lock (_lock)
        {
            if (!_assigned.Values.Any(static r => r.IsMuted))
                return;
            var kept = 0;
            for (var i = 0; i < batch.Count; i++)
            {
                if (!IsMuted(batch.Records[i].Partition))
                    batch.Records[kept++] = batch.Records[i];
            }

            batch.Count = kept;
            batch.Positions.RemoveAll(p => IsMuted(p.Partition));
        }
    }

    private bool IsMuted(int partition) => _assigned.TryGetValue(partition, out var reading) && reading.IsMuted;
}

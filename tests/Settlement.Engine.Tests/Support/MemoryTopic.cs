using System.Runtime.CompilerServices;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Tests.Support;

/// <summary>
/// A trade topic in memory: partitions of records, some of them not visible (control records, aborted ones). It does not do: groups
/// (each feed owns the partitions it was opened with), transactions by producer, retention. Faults it injects: records that cannot be decoded, once or always.
/// </summary>
internal sealed class MemoryTopic(int partitions) : ITradeTopic
{
    private readonly Lock _lock = new();
    private readonly List<Entry>[] _log = [.. Enumerable.Range(0, partitions).Select(static _ => new List<Entry>())];
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Partitions => _log.Length;

    public int ReportedPartitions { get; set; } = partitions;

    public void Append(int partition, TradeRecord record, string? fault = null, int faultyReads = int.MaxValue, string? faultyFor = null) =>
        Add(partition, new Entry(record, true, fault, faultyReads, faultyFor));

    public void AppendInvisible(int partition) => Add(partition, new Entry(default, false, null, 0, null));

    public Task<IReadOnlyDictionary<int, long>> HighWatermarksAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyDictionary<int, long>>(Enumerable.Range(0, ReportedPartitions).ToDictionary(static p => p, p => p < _log.Length ? (long)_log[p].Count : 0));
    }

    public Task<IReadOnlyDictionary<int, long>> LowWatermarksAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(Enumerable.Range(0, _log.Length).ToDictionary(static p => p, static _ => 0L));

    public ITradeFeedSource Source(string reader, params int[] owned) => new Reader(this, reader, owned.Length > 0 ? owned : [.. Enumerable.Range(0, _log.Length)]);

    private void Add(int partition, Entry entry)
    {
        lock (_lock)
        {
            _log[partition].Add(entry);
            _appended.TrySetResult();
            _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private Task Read(string reader, int partition, long from, long to, FeedBatch batch)
    {
        lock (_lock)
        {
            var end = Math.Min(_log[partition].Count, to);
            for (var offset = from; offset < end; offset++)
            {
                var entry = _log[partition][(int)offset];
                if (entry.IsVisible)
                    batch.Records[batch.Count++] = new FeedRecord { Partition = partition, Offset = offset, Trade = entry.Record, Fault = entry.FaultFor(reader) };
                if (batch.Count == batch.Records.Length)
                {
                    batch.Positions.Add((partition, offset + 1));
                    return _appended.Task;
                }
            }

            if (end > from)
                batch.Positions.Add((partition, end));
            return _appended.Task;
        }
    }

    private sealed class Entry(TradeRecord record, bool isVisible, string? fault, int faultyReads, string? faultyFor)
    {
        public TradeRecord Record { get; } = record;

        public bool IsVisible { get; } = isVisible;

        public string? FaultFor(string reader) => (faultyFor is null || faultyFor == reader) && faultyReads-- > 0 ? fault : null;
    }

    private sealed class Reader(MemoryTopic topic, string reader, int[] owned) : ITradeFeedSource
    {
        public string Topic => "trades";

        public ITradeFeed Open(IResume resume) => new Feed(topic, reader, owned, resume);

        public async IAsyncEnumerable<FeedBatch> ReadRangeAsync(int partition, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var batch = new FeedBatch(16);
            for (var next = from; next < to;)
            {
                batch.Clear();
                await topic.Read(reader, partition, next, to, batch).WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (batch.Positions.Count == 0)
                    yield break;
                next = batch.Positions[0].NextOffset;
                yield return batch;
            }
        }
    }

    private sealed class Feed(MemoryTopic topic, string reader, int[] owned, IResume resume) : ITradeFeed
    {
        private readonly FeedBatch _batch = new(7);
        private readonly Dictionary<int, long> _next = [];
        private readonly Queue<int> _toLoad = new(owned);
        private readonly HashSet<int> _paused = [];

        public long Lag => 0;

        public async ValueTask<FeedEvent> NextAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_toLoad.TryDequeue(out var partition))
                {
                    var book = await resume.LoadAsync(partition, cancellationToken);
                    _next[partition] = book.NextOffset;
                    return new FeedEvent(FeedEventKind.Assigned, _batch, [book], []);
                }

                _batch.Clear();
                var appended = Task.CompletedTask;
                foreach (var p in _next.Keys.Where(p => !_paused.Contains(p)).ToList())
                {
                    appended = topic.Read(reader, p, _next[p], long.MaxValue, _batch);
                    if (_batch.Positions.Count > 0 && _batch.Positions[^1].Partition == p)
                        _next[p] = _batch.Positions[^1].NextOffset;
                    if (_batch.Count == _batch.Records.Length)
                        break;
                }

                if (_batch.Count > 0 || _batch.Positions.Count > 0)
                    return new FeedEvent(FeedEventKind.Records, _batch, [], []);
                await appended.WaitAsync(cancellationToken);
            }
        }

        public void Pause(int partition) => _paused.Add(partition);

        public void Reload(int partition)
        {
            _next.Remove(partition);
            _toLoad.Enqueue(partition);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

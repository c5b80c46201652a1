using System.Collections.Concurrent;
using Settlement.Domain.Book;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Consume;

/// <summary>
/// Folds the feed into the books of the partitions that this settler owns, and seals them at the barrier.
/// </summary>
/// <remarks>
/// Invariants:
/// 1. A record is folded at most once into a book: its offset is the book's next offset or later.
/// 2. A book that is sealed holds exactly the records below the barrier, and beyond it only those that fill a hole.
/// 3. A record that cannot be folded is never passed over: the listener trips in front of it.
/// 4. Only the loop of <see cref="RunAsync"/> touches unsealed books; a sealed book is never changed again.
/// </remarks>
internal sealed partial class Listener(SettlerOptions options, SettlerPorts ports, Registration registration, ITradeFeedSource source, EngineLog log)
{
    private readonly Dictionary<int, PartitionBook> _books = [];
    private readonly ConcurrentDictionary<int, PartitionBook> _sealed = new();
    private readonly Signal _wake = new();
    private readonly Signal _changed = new();
    private volatile IReadOnlyDictionary<int, long>? _barrier;
    private volatile ListenerState _state = ListenerState.Initial;
    private volatile bool _writesCheckpoints = !options.ReadsEverything;
    private bool _barrierTaken;
    private long _records;
    private DateTimeOffset? _lastCheckpointAt;

    /// <summary>The newest state.</summary>
    public ListenerState State => _state;

    /// <summary>Set when the state may have changed in a way that a waiting close cares for.</summary>
    public Signal Changed => _changed;

    /// <summary>Books folded exactly up to the barrier.</summary>
    public IReadOnlyDictionary<int, PartitionBook> Sealed => _sealed;

    /// <summary>The barrier; null until it is known here.</summary>
    public IReadOnlyDictionary<int, long>? Barrier => _barrier;

    /// <summary>Tells the barrier; only the first call counts, since there is one barrier.</summary>
    public void SetBarrier(IReadOnlyDictionary<int, long> barrier)
    {
        if (_barrier is not null)
            return;
        _barrier = barrier;
        _wake.Set();
    }

    /// <summary>Whether checkpoints are written on the way to the barrier.</summary>
    public void WriteCheckpoints(bool write) => _writesCheckpoints = write || !options.ReadsEverything;

    /// <summary>Listens until every partition of the barrier is sealed here, the listener trips, or the token ends it.</summary>
    /// <exception cref="FencedException">A successor with the same group identity took over.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var resume = new Resume(ports.Ledger, registration, registration.Reference!, options.Recovery, () => _barrier, log);
        while (!_state.IsTripped)
        {
            try
            {
                await using var feed = source.Open(resume);
                await ListenAsync(feed, cancellationToken).ConfigureAwait(false);
            }
            catch (FeedException e) when (e.Reason == FeedFailure.Fenced)
            {
                throw new FencedException(e.Message, e);
            }
            catch (FeedException e) when (e.CanRetry)
            {
                // Reading a range again failed; the partitions start over from their checkpoints.
                log.FeedInterrupted(e.Message);
                _books.Clear();
                await Task.Delay(options.RetryDelay, ports.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (FeedException e)
            {
                await TripAsync(e.Message, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ListenAsync(ITradeFeed feed, CancellationToken cancellationToken)
    {
        _barrierTaken = false;
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<FeedEvent>? pending = null;
        Task? wake = null;
        var lastCheckpoint = ports.Time.GetTimestamp();
        try
        {
            while (!_state.IsTripped)
            {
                pending ??= feed.NextAsync(listening.Token).AsTask();
                wake ??= _wake.WaitAsync(options.CheckpointInterval, ports.Time, listening.Token);
                if (!pending.IsCompleted)
                    await Task.WhenAny(pending, wake).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (wake.IsCompleted)
                    wake = null;
                if (pending.IsCompleted)
                {
                    var next = pending;
                    pending = null;
                    if (await HappenedAsync(next).ConfigureAwait(false) is { } happened)
                        await ApplyAsync(happened, cancellationToken).ConfigureAwait(false);
                }

                TakeBarrier(feed);
                await SealAsync(feed, cancellationToken).ConfigureAwait(false);
                if (ports.Time.GetElapsedTime(lastCheckpoint) >= options.CheckpointInterval)
                {
                    lastCheckpoint = ports.Time.GetTimestamp();
                    await WriteCheckpointsAsync(cancellationToken).ConfigureAwait(false);
                }

                Show(feed);
            }
        }
        finally
        {
            await listening.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(pending ?? Task.CompletedTask, wake ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The event; null after a failure that the feed recovers from by itself.</summary>
    private async Task<FeedEvent?> HappenedAsync(Task<FeedEvent> next)
    {
        try
        {
            return await next.ConfigureAwait(false);
        }
        catch (FeedException e) when (e.CanRetry)
        {
            log.FeedInterrupted(e.Message);
            return null;
        }
    }

    private async Task ApplyAsync(FeedEvent happened, CancellationToken cancellationToken)
    {
        switch (happened.Kind)
        {
            case FeedEventKind.Assigned:
                foreach (var book in happened.Books)
                    _books[book.Partition] = book;
                _barrierTaken = false;
                break;
            case FeedEventKind.Revoked:
                foreach (var partition in happened.Partitions)
                    _books.Remove(partition);
                break;
            case FeedEventKind.Records:
                await FoldAsync(happened.Batch, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"A feed event of kind {happened.Kind} is not known.");
        }
    }

    private void Show(ITradeFeed feed)
    {
        _state = new ListenerState(
            _state.IsTripped,
            _state.Message,
            _books.ToDictionary(static b => b.Key, static b => b.Value.NextOffset),
            _books.Where(static b => b.Value.EndOfSession is not null).Select(static b => b.Key).ToHashSet(),
            _books.Where(static b => b.Value.HasHoles).ToDictionary(static b => b.Key, static b => Describe(b.Value.Holes)),
            _books.ToDictionary(static b => b.Key, static b => b.Value.FirstLaterDayOffset ?? b.Value.NextOffset),
            _records,
            feed.Lag,
            _lastCheckpointAt);
        _changed.Set();
    }

    private static string Describe(IReadOnlyList<SequenceRange> holes)
    {
        var shown = string.Join(", ", holes.Take(5).Select(static h => h.From == h.To ? $"{h.From}" : $"{h.From}..{h.To}"));
        return holes.Count > 5 ? $"{shown} and {holes.Count - 5} more ranges" : shown;
    }

    private async Task TripAsync(string message, CancellationToken cancellationToken)
    {
        var next = options.OnFailure == FailurePolicy.TradeStore && ports.TradeStore is not null
            ? "It stops consuming; a healthy settler closes from the feed, else the day is read from the trade store."
            : "It stops consuming; the run stays blocked unless a healthy settler can close it.";
        var text = $"{message} {next}";
        _state = _state with { IsTripped = true, Message = text };
        log.ListenerTripped(text);
        ports.Report.Event("ListenerTripped", text, isWarning: true);
        await WriteCheckpointsAsync(cancellationToken).ConfigureAwait(false);
        _changed.Set();
    }
}

using System.Runtime.CompilerServices;
using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Tests.Support;

/// <summary>A trade store in memory: a list of records, visible up to a barrier that is their number. It does not do: transactions.</summary>
internal sealed class MemoryTradeStore(ReferenceData reference, List<TradeRecord> rows) : ITradeStore
{
    public int Barriers { get; private set; }

    public Task<ulong> DrawBarrierAsync(CancellationToken cancellationToken)
    {
        Barriers++;
        return Task.FromResult((ulong)rows.Count);
    }

    public Task AwaitBarrierAsync(ulong barrier, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<InstrumentTotals>> TotalsAsync(ulong barrier, CancellationToken cancellationToken)
    {
        var book = DayBook.OfStore(reference);
        foreach (var row in rows.Take((int)barrier).OrderByDescending(static r => r.Kind))
            book.Fold(in row);
        return Task.FromResult(book.Totals());
    }

    public Task<bool> HasRowsAsync(ulong from, ulong to, CancellationToken cancellationToken) => Task.FromResult((ulong)rows.Count > from && to > from);

    public async IAsyncEnumerable<TradeBatch> ReadAsync(ulong barrier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var chunk in rows.Take((int)barrier).OrderByDescending(static r => r.Kind).Chunk(5))
        {
            var batch = new TradeBatch(5) { Count = chunk.Length };
            chunk.CopyTo(batch.Records, 0);
            yield return batch;
        }
    }
}

/// <summary>A publication in memory: one marker per run. It does not do: topics, transactions, fencing.</summary>
internal sealed class MemoryPublication : IPublication
{
    private readonly Lock _lock = new();

    public List<string> Markers { get; } = [];

    public RevisionDifference? Difference { get; private set; }

    public int Failures { get; set; }

    public async Task<PublicationOutcome> PublishAsync(SettlementResult result, RevisionDifference? difference, Func<CancellationToken, Task> beforeCommit, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Failures-- > 0)
            throw new PublicationException("Kafka is out of reach.", isFenced: false, canRetry: true);
        lock (_lock)
        {
            if (Markers.Contains(result.Digest))
                return PublicationOutcome.AlreadyPublished;
        }

        await beforeCommit(cancellationToken);
        lock (_lock)
            Markers.Add(result.Digest);
        Difference = difference;
        return PublicationOutcome.Published;
    }
}

/// <summary>An election in memory: one seat. The test may take the nomination away. It does not do: time, renewal, network.</summary>
internal sealed class MemoryElection
{
    private readonly SemaphoreSlim _seat = new(1, 1);
    private CancellationTokenSource? _lost;

    public List<string> StoodBack { get; } = [];

    public IElection For(string holder) => new Candidate(this, holder);

    /// <summary>The holder loses its nomination without having released it.</summary>
    public void Depose()
    {
        var lost = Interlocked.Exchange(ref _lost, null);
        lost?.Cancel();
        _seat.Release();
    }

    private sealed class Candidate(MemoryElection election, string holder) : IElection
    {
        public async Task<INomination> CampaignAsync(Func<bool> standBack, CancellationToken cancellationToken)
        {
            if (standBack())
            {
                lock (election.StoodBack)
                    election.StoodBack.Add(holder);
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
            }

            await election._seat.WaitAsync(cancellationToken);
            election._lost = new CancellationTokenSource();
            return new Nomination(election, holder, election._lost);
        }
    }

    private sealed class Nomination(MemoryElection election, string holder, CancellationTokenSource lost) : INomination
    {
        public CancellationToken Lost { get; } = lost.Token;

        public string Holder => holder;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.CompareExchange(ref election._lost, null, lost) == lost)
                election._seat.Release();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Keeps every report, so that a test can wait for one.</summary>
internal sealed class MemoryReport : IRunReport
{
    private readonly Lock _lock = new();
    private readonly List<RunReport> _runs = [];
    private readonly List<string> _events = [];

    public MemberReport? LastMember { get; private set; }

    public IReadOnlyList<RunReport> Runs
    {
        get
        {
            lock (_lock)
                return [.. _runs];
        }
    }

    public IReadOnlyList<string> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    public void Member(MemberReport report) => LastMember = report;

    public void Run(RunReport report)
    {
        lock (_lock)
            _runs.Add(report);
    }

    public void Event(string reason, string message, bool isWarning = false)
    {
        lock (_lock)
            _events.Add(reason);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Runs an action at one crash point, once.</summary>
internal sealed class ScriptedCrashPoints : ICrashPoints
{
    private readonly Dictionary<CrashPoint, Action> _actions = [];

    public List<CrashPoint> Reached { get; } = [];

    public void At(CrashPoint point, Action action) => _actions[point] = action;

    public void Reach(CrashPoint point)
    {
        Reached.Add(point);
        if (_actions.Remove(point, out var action))
            action();
    }
}

/// <summary>The process dies here.</summary>
internal sealed class KilledException : Exception;

internal sealed class ScriptedReview : IReviewSignal
{
    public Review Review { get; set; } = new(true, "", "");
}

internal sealed class ScriptedClose : ICloseSignal
{
    public CloseCondition Condition { get; set; } = new(null, false, false);
}

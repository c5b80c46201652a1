namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>One partition: its log, what it knows of producers, and its open and aborted transactions.</summary>
internal sealed class Partition(Topic topic, int index)
{
    private readonly Dictionary<long, ProducerState> _producers = [];
    private readonly Dictionary<long, long> _open = [];
    private readonly List<AbortedTransaction> _aborted = [];

    /// <summary>Told when more may be read: after an append, the end of a transaction, or the end of the partition itself.</summary>
    public event Action? Changed;

    public Topic Topic { get; } = topic;

    public int Index { get; } = index;

    public PartitionLog Log { get; } = new();

    public bool IsDeleted { get; private set; }

    /// <summary>The end for readers that take committed records only: where the oldest open transaction begins.</summary>
    public long LastStableOffset => _open.Count == 0 ? Log.EndOffset : _open.Values.Min();

    public IReadOnlyCollection<ProducerState> Producers => _producers.Values;

    /// <summary>Where the producer's open transaction begins here, or -1.</summary>
    public long TransactionStart(long producerId) => _open.GetValueOrDefault(producerId, -1);

    /// <summary>Whether the batch may be appended, or is known already.</summary>
    public SequenceVerdict Judge(RecordBatch batch)
    {
        if (batch.ProducerId < 0)
        {
            return new SequenceVerdict(ErrorCode.None);
        }

        if (!batch.IsTransactional && _open.ContainsKey(batch.ProducerId))
        {
            return new SequenceVerdict(ErrorCode.InvalidTxnState);
        }

        return _producers.TryGetValue(batch.ProducerId, out var producer)
            ? producer.Judge(batch.ProducerEpoch, batch.BaseSequence, batch.LastSequence)
            : new SequenceVerdict(ErrorCode.None);
    }

    /// <summary>Stores a batch that may be appended, and gives its offset.</summary>
    public long Append(RecordBatch batch)
    {
        var offset = Log.Append(batch.Bytes);
        if (batch.ProducerId >= 0)
        {
            Producer(batch.ProducerId).Appended(batch.ProducerEpoch, new SequencedBatch(batch.BaseSequence, batch.LastSequence, offset, batch.MaxTimestamp));
        }

        if (batch.IsTransactional)
        {
            _open.TryAdd(batch.ProducerId, offset);
        }

        if (Topic.RetentionBytes >= 0)
        {
            Log.Retain(Topic.RetentionBytes, LastStableOffset);
            ForgetAborted();
        }

        Changed?.Invoke();
        return offset;
    }

    /// <summary>Ends a producer's transaction here with a marker, in the epoch that may go on.</summary>
    public void EndTransaction(long producerId, short epoch, bool commit, DateTimeOffset now)
    {
        var offset = Log.Append(ControlBatch.Marker(producerId, epoch, commit, now));
        if (_open.Remove(producerId, out var first) && !commit)
        {
            _aborted.Add(new AbortedTransaction(producerId, first, offset));
        }

        Producer(producerId).Enter(epoch);
        Changed?.Invoke();
    }

    /// <summary>The aborted transactions that a reader of this range of offsets has to know, in the order of their markers.</summary>
    public List<AbortedTransaction> AbortedIn(long from, long until) => _aborted.FindAll(each => each.LastOffset >= from && each.FirstOffset < until);

    public void DeleteRecordsBefore(long offset)
    {
        Log.TruncateBefore(offset);
        ForgetAborted();
        Changed?.Invoke();
    }

    public void Delete()
    {
        IsDeleted = true;
        Changed?.Invoke();
    }

    /// <summary>Lets those who wait look again.</summary>
    public void Wake() => Changed?.Invoke();

    private void ForgetAborted() => _aborted.RemoveAll(each => each.LastOffset < Log.StartOffset);

    private ProducerState Producer(long producerId)
    {
        if (!_producers.TryGetValue(producerId, out var producer))
        {
            _producers[producerId] = producer = new ProducerState(producerId);
        }

        return producer;
    }
}

/// <summary>A transaction that readers of committed records must not see.</summary>
/// <param name="ProducerId">Whose it is.</param>
/// <param name="FirstOffset">Its first record.</param>
/// <param name="LastOffset">Its marker.</param>
internal readonly record struct AbortedTransaction(long ProducerId, long FirstOffset, long LastOffset);

using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Gives producers their identities, and begins and ends transactions.</summary>
internal sealed class TransactionCoordinator(BrokerState state)
{
    private readonly SortedDictionary<string, TransactionalProducer> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, TransactionalProducer> _byId = [];
    private long _nextProducerId = 1;

    public IReadOnlyCollection<TransactionalProducer> All => _byName.Values;

    public TransactionalProducer? Find(string transactionalId) => _byName.GetValueOrDefault(transactionalId);

    /// <summary>An identity for a producer without transactions.</summary>
    public ProducerIdentity Init() => new(ErrorCode.None, NewProducerId(), 0);

    /// <summary>
    /// Makes the caller the owner of the transactional id. What its predecessor left open is aborted in the predecessor's own epoch, before the bump:
    /// otherwise the successor's first commit would commit it.
    /// </summary>
    public ProducerIdentity Init(string transactionalId, int timeoutMs, long producerId, short epoch)
    {
        if (transactionalId.Length == 0)
        {
            return new ProducerIdentity(ErrorCode.InvalidRequest);
        }

        var timeout = TimeSpan.FromMilliseconds(timeoutMs);
        if (timeout <= TimeSpan.Zero || timeout > state.Options.TransactionTimeoutMax)
        {
            return new ProducerIdentity(ErrorCode.InvalidTransactionTimeout);
        }

        if (!_byName.TryGetValue(transactionalId, out var producer))
        {
            _byName[transactionalId] = producer = new TransactionalProducer(transactionalId, NewProducerId());
            _byId[producer.ProducerId] = producer;
        }

        if (producer.MayRecover(producerId, epoch) is not ErrorCode.None and var refusal)
        {
            return new ProducerIdentity(refusal);
        }

        if (!producer.IsBumpedFor(producerId, epoch))
        {
            Finish(producer, commit: false);
            producer.Bump(byOwner: producerId >= 0 && epoch >= 0, NewProducerId);
            _byId[producer.ProducerId] = producer;
            producer.State = TransactionState.Empty;
        }

        producer.Timeout = timeout;
        state.Journal?.ProducerChanged(producer);
        return new ProducerIdentity(ErrorCode.None, producer.ProducerId, producer.Epoch);
    }

    /// <summary>May the producer act for the transactional id?</summary>
    public ErrorCode MayAct(string transactionalId, long producerId, short epoch) =>
        Find(transactionalId)?.MayAct(producerId, epoch) ?? ErrorCode.InvalidProducerIdMapping;

    /// <summary>May the producer append to the partition in its transaction? Here a fenced producer is told so by the epoch, as clients expect it.</summary>
    public ErrorCode MayAppend(Partition partition, long producerId, short epoch)
    {
        if (!_byId.TryGetValue(producerId, out var producer))
        {
            return ErrorCode.InvalidProducerIdMapping;
        }

        if (producer.MayAct(producerId, epoch) != ErrorCode.None)
        {
            return ErrorCode.InvalidProducerEpoch;
        }

        return producer.State == TransactionState.Ongoing && producer.Partitions.Contains(partition) ? ErrorCode.None : ErrorCode.InvalidTxnState;
    }

    /// <summary>May the producer commit offsets for the group in its transaction?</summary>
    public ErrorCode MayCommitOffsets(string transactionalId, long producerId, short epoch, string group) =>
        MayAct(transactionalId, producerId, epoch) switch
        {
            ErrorCode.ProducerFenced => ErrorCode.InvalidProducerEpoch,
            ErrorCode.None when Find(transactionalId) is { State: TransactionState.Ongoing } producer && producer.Groups.Contains(group) => ErrorCode.None,
            ErrorCode.None => ErrorCode.InvalidTxnState,
            var refusal => refusal,
        };

    /// <summary>Adds partitions to the transaction of a producer that may act, and begins it where none is open.</summary>
    public void AddPartitions(string transactionalId, IEnumerable<Partition> partitions) => Begun(transactionalId).Partitions.UnionWith(partitions);

    /// <summary>Adds a group's offsets to the transaction of a producer that may act, and begins it where none is open.</summary>
    public void AddGroup(string transactionalId, string group) => Begun(transactionalId).Groups.Add(group);

    /// <summary>Ends the transaction of a producer that may act. The same end once more is right again; the opposite one is not.</summary>
    public ErrorCode End(string transactionalId, bool commit)
    {
        var producer = _byName[transactionalId];
        if (producer.State == TransactionState.Ongoing)
        {
            Finish(producer, commit);
            return ErrorCode.None;
        }

        return producer.State == (commit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort) ? ErrorCode.None : ErrorCode.InvalidTxnState;
    }

    /// <summary>Fences the producer and aborts what it has open.</summary>
    public void Abandon(TransactionalProducer producer)
    {
        producer.Fence();
        state.Journal?.ProducerChanged(producer);
        Finish(producer, commit: false);
    }

    /// <summary>Writes the markers of a transaction whose end is decided.</summary>
    public void Complete(TransactionalProducer producer, bool commit, DateTimeOffset now)
    {
        producer.Deadline?.Dispose();
        producer.State = commit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort;
        // Offsets first: whoever sees the records finds the offsets committed.
        state.GroupOffsets.Complete(producer.ProducerId, producer.Groups, commit);
        foreach (var partition in producer.Partitions.Where(partition => !partition.IsDeleted))
        {
            partition.EndTransaction(producer.ProducerId, producer.Epoch, commit, now);
        }

        producer.Partitions.Clear();
        producer.Groups.Clear();
    }

    /// <summary>Takes a producer over from a journal.</summary>
    public void Restore(TransactionalProducer producer)
    {
        _byName[producer.TransactionalId] = producer;
        _byId[producer.ProducerId] = producer;
    }

    /// <summary>Remembers that a producer id was given.</summary>
    public void RestoreProducerId(long producerId) => _nextProducerId = Math.Max(_nextProducerId, producerId + 1);

    private TransactionalProducer Begun(string transactionalId)
    {
        var producer = _byName[transactionalId];
        if (producer.State != TransactionState.Ongoing)
        {
            producer.State = TransactionState.Ongoing;
            producer.StartedAt = state.Now;
            producer.Deadline = state.Actor.After(producer.Timeout, () => TimeOut(producer));
            state.Journal?.ProducerChanged(producer);
        }

        return producer;
    }

    private void TimeOut(TransactionalProducer producer)
    {
        Log.TransactionTimedOut(state.Options.Logger, producer.TransactionalId, producer.Timeout);
        Abandon(producer);
    }

    private long NewProducerId()
    {
        state.Journal?.ProducerIdGiven(_nextProducerId);
        return _nextProducerId++;
    }

    private void Finish(TransactionalProducer producer, bool commit)
    {
        if (producer.State != TransactionState.Ongoing)
        {
            return;
        }

        var now = state.Now;
        state.Journal?.TransactionEnded(producer, commit, now);
        Complete(producer, commit, now);
    }
}

/// <summary>What a producer is told about itself.</summary>
internal readonly record struct ProducerIdentity(ErrorCode Error, long ProducerId = -1, short Epoch = -1);

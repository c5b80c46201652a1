using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>The owner of a transactional id: who it is now, and its transaction.</summary>
internal sealed class TransactionalProducer(string transactionalId, long producerId, long previousProducerId = -1, short epoch = -1, short previousEpoch = -1)
{
    private const short LastEpochOfAll = short.MaxValue - 1;

    public string TransactionalId { get; } = transactionalId;

    public long ProducerId { get; private set; } = producerId;

    public long PreviousProducerId { get; private set; } = previousProducerId;

    public short Epoch { get; private set; } = epoch;

    /// <summary>The epoch whose owner asked for the last bump, or -1 if somebody new did: the owner may ask again for the reply that it did not get.</summary>
    public short PreviousEpoch { get; private set; } = previousEpoch;

    public TimeSpan Timeout { get; set; }

    public TransactionState State { get; set; }

    public HashSet<Partition> Partitions { get; } = [];

    public HashSet<string> Groups { get; } = [];

    public DateTimeOffset StartedAt { get; set; }

    public ActorTimer? Deadline { get; set; }

    /// <summary>Whether the epoch is the last one; a new producer id has to follow.</summary>
    public bool IsExhausted => Epoch >= LastEpochOfAll;

    /// <summary>May the one with this identity act for the transactional id?</summary>
    public ErrorCode MayAct(long producerId, short epoch) =>
        producerId != ProducerId ? ErrorCode.InvalidProducerIdMapping : epoch != Epoch ? ErrorCode.ProducerFenced : ErrorCode.None;

    /// <summary>May the one that was known by this identity become the owner again? Whoever gives none becomes the owner in any case.</summary>
    public ErrorCode MayRecover(long producerId, short epoch)
    {
        var retried = producerId == PreviousProducerId && epoch >= LastEpochOfAll;
        var current = producerId == ProducerId && (epoch == Epoch || epoch == PreviousEpoch);
        return Epoch < 0 || epoch < 0 || retried || current ? ErrorCode.None : ErrorCode.ProducerFenced;
    }

    /// <summary>Whether a bump for this identity has been done before, and only its reply was lost.</summary>
    public bool IsBumpedFor(long producerId, short epoch) =>
        epoch >= 0 && ((producerId == ProducerId && epoch == PreviousEpoch && epoch != Epoch) || (producerId == PreviousProducerId && producerId != ProducerId));

    /// <summary>Fences every earlier owner, for the owner itself or for somebody new.</summary>
    public void Bump(bool byOwner, Func<long> newProducerId)
    {
        if (IsExhausted)
        {
            (PreviousProducerId, ProducerId, PreviousEpoch, Epoch) = (byOwner ? ProducerId : -1, newProducerId(), -1, 0);
        }
        else
        {
            (PreviousEpoch, Epoch) = (byOwner ? Epoch : (short)-1, (short)(Epoch + 1));
        }
    }

    /// <summary>Fences the owner itself; nobody gets to know the epoch.</summary>
    public void Fence() => (PreviousEpoch, Epoch) = (-1, (short)(Epoch + 1));
}

namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>What a partition knows of one producer: its epoch and its last five batches.</summary>
internal sealed class ProducerState(long producerId)
{
    private const int Remembered = 5;

    private readonly Queue<SequencedBatch> _recent = new(Remembered);

    public long ProducerId { get; } = producerId;

    public short Epoch { get; private set; } = -1;

    /// <summary>The last sequence number, or -1 if this epoch has none yet.</summary>
    public int LastSequence { get; private set; } = -1;

    public long LastTimestamp { get; private set; } = -1;

    /// <summary>Whether a batch may follow, is known already, or is refused.</summary>
    public SequenceVerdict Judge(short epoch, int firstSequence, int lastSequence)
    {
        if (epoch < Epoch)
        {
            return new SequenceVerdict(ErrorCode.InvalidProducerEpoch);
        }

        if (epoch == Epoch)
        {
            foreach (var batch in _recent)
            {
                if (batch.First == firstSequence && batch.Last == lastSequence)
                {
                    return new SequenceVerdict(ErrorCode.None, batch);
                }
            }
        }

        // Of a producer that was never seen here, or whose batches are gone, any sequence is the first.
        var follows = Epoch < 0 || firstSequence == (epoch > Epoch || LastSequence < 0 ? 0 : Sequences.Plus(LastSequence, 1));
        return new SequenceVerdict(follows ? ErrorCode.None : ErrorCode.OutOfOrderSequenceNumber);
    }

    public void Appended(short epoch, SequencedBatch batch)
    {
        Enter(epoch);
        if (_recent.Count == Remembered)
        {
            _recent.Dequeue();
        }

        _recent.Enqueue(batch);
        (LastSequence, LastTimestamp) = (batch.Last, batch.Timestamp);
    }

    /// <summary>Takes over an epoch that a marker brought; batches of older ones are no duplicates any more.</summary>
    public void Enter(short epoch)
    {
        if (epoch > Epoch)
        {
            _recent.Clear();
            (Epoch, LastSequence) = (epoch, -1);
        }
    }
}

/// <summary>A batch that a producer is remembered for.</summary>
internal readonly record struct SequencedBatch(int First, int Last, long BaseOffset, long Timestamp);

/// <summary>What is said to a batch; <paramref name="Duplicate"/> is the one that is stored already.</summary>
internal readonly record struct SequenceVerdict(ErrorCode Error, SequencedBatch? Duplicate = null);

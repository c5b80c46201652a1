using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Data;

/// <summary>Batches to append.</summary>
internal sealed record ProduceBody(string? TransactionalId, short Acks, List<PerTopic<ProducePartition>> Topics)
{
    public static ProduceBody Read(WireReader reader)
    {
        var transactionalId = reader.NullableString();
        var acks = reader.Int16();
        reader.Int32();
        var topics = reader.ByTopic(static partition =>
        {
            var wanted = new ProducePartition(partition.Int32(), partition.Bytes());
            partition.Tags();
            return wanted;
        });
        reader.Tags();
        return new ProduceBody(transactionalId, acks, topics);
    }
}

internal readonly record struct ProducePartition(int Index, ReadOnlyMemory<byte> Records);

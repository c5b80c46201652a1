using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Data;

/// <summary>Batches to append.</summary>
internal sealed record ProduceBody(string? TransactionalId, short Acks, List<ProduceTopic> Topics)
{
    public static ProduceBody Read(WireReader reader)
    {
        var transactionalId = reader.NullableString();
        var acks = reader.Int16();
        reader.Int32();
        var topics = reader.Array(static topic =>
        {
            var name = topic.String();
            var partitions = topic.Array(static partition =>
            {
                var index = partition.Int32();
                var records = partition.Bytes();
                partition.Tags();
                return new ProducePartition(index, records);
            });
            topic.Tags();
            return new ProduceTopic(name, partitions);
        });
        reader.Tags();
        return new ProduceBody(transactionalId, acks, topics);
    }
}

internal readonly record struct ProduceTopic(string Name, List<ProducePartition> Partitions);

internal readonly record struct ProducePartition(int Index, ReadOnlyMemory<byte> Records);

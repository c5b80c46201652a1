using Settlement.Sandbox.Kafka.Groups;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Transactions;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Journals;

/// <summary>Writes what happens, before it happens, so that <see cref="JournalReplay"/> can let it happen again.</summary>
internal sealed class Journal(JournalFile file)
{
    public void TopicCreated(Topic topic) =>
        Write(EntryKind.TopicCreated, writer => Settings(writer.String(topic.Name).Uuid(topic.Id).Int32(topic.Partitions.Count), topic.Settings));

    public void TopicDeleted(string name) => Write(EntryKind.TopicDeleted, writer => writer.String(name));

    public void TopicGrown(string name, int count) => Write(EntryKind.TopicGrown, writer => writer.String(name).Int32(count));

    public void TopicChanged(Topic topic) => Write(EntryKind.TopicChanged, writer => Settings(writer.String(topic.Name), topic.Settings));

    public void Appended(Partition partition, ReadOnlyMemory<byte> batch) => Write(EntryKind.Appended, writer => At(writer, partition).Bytes(batch.Span));

    public void RecordsDeleted(Partition partition, long before) => Write(EntryKind.RecordsDeleted, writer => At(writer, partition).Int64(before));

    public void ProducerIdGiven(long producerId) => Write(EntryKind.ProducerIdGiven, writer => writer.Int64(producerId));

    public void ProducerChanged(TransactionalProducer producer) => Write(EntryKind.ProducerChanged, writer => writer
        .String(producer.TransactionalId).Int64(producer.ProducerId).Int64(producer.PreviousProducerId).Int16(producer.Epoch).Int16(producer.PreviousEpoch)
        .Int64((long)producer.Timeout.TotalMilliseconds).Int8((sbyte)producer.State));

    public void TransactionEnded(TransactionalProducer producer, bool commit, DateTimeOffset now) => Write(EntryKind.TransactionEnded, writer => writer
        .String(producer.TransactionalId).Bool(commit).Int64(now.ToUnixTimeMilliseconds())
        .Array(producer.Partitions, static (writer, partition) => At(writer, partition))
        .Array(producer.Groups, static (writer, group) => writer.String(group)));

    public void OffsetsStaged(long producerId, string group, IReadOnlyList<StagedOffset> offsets) => Write(EntryKind.OffsetsStaged, writer => writer
        .Int64(producerId).String(group)
        .Array(offsets, static (writer, each) => writer.String(each.Topic).Int32(each.Partition).Int64(each.Offset).Int32(each.LeaderEpoch).String(each.Metadata)));

    public void OffsetCommitted(string group, GroupPartition at, CommittedOffset offset) => Write(EntryKind.OffsetCommitted, writer => writer
        .String(group).String(at.Topic).Int32(at.Partition).Int64(offset.Offset).Int32(offset.LeaderEpoch).String(offset.Metadata));

    public void OffsetDeleted(string group, GroupPartition at) => Write(EntryKind.OffsetDeleted, writer => writer.String(group).String(at.Topic).Int32(at.Partition));

    public void GroupDeleted(string group) => Write(EntryKind.GroupDeleted, writer => writer.String(group));

    private static WireWriter At(WireWriter writer, Partition partition) => writer.String(partition.Topic.Name).Int32(partition.Index);

    private static void Settings(WireWriter writer, Dictionary<string, string> settings) =>
        writer.Array(settings, static (writer, setting) => writer.String(setting.Key).String(setting.Value));

    private void Write(EntryKind kind, Action<WireWriter> fields) => file.Write(writer => fields(writer.Int8((sbyte)kind)));
}

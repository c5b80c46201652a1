using Settlement.Sandbox.Kafka.Groups;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Transactions;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Journals;

/// <summary>Lets what a journal tells happen again, in a broker that has nothing yet.</summary>
internal sealed class JournalReplay(BrokerState state, GroupCoordinator groups)
{
    public void Apply(WireReader entry)
    {
        var kind = (EntryKind)entry.Int8();
        switch (kind)
        {
            case EntryKind.TopicCreated:
                state.RestoreTopic(new Topic(entry.String(), entry.Uuid(), entry.Int32(), Settings(entry)));
                break;
            case EntryKind.TopicDeleted:
                state.DeleteTopic(entry.String());
                break;
            case EntryKind.TopicGrown:
                state.GrowTopic(Topic(entry), entry.Int32());
                break;
            case EntryKind.TopicChanged:
                state.ChangeTopic(Topic(entry), Settings(entry));
                break;
            case EntryKind.Appended:
                state.Append(At(entry)!, entry.Bytes());
                break;
            case EntryKind.RecordsDeleted:
                state.DeleteRecordsBefore(At(entry)!, entry.Int64());
                break;
            case EntryKind.ProducerIdGiven:
                state.Transactions.RestoreProducerId(entry.Int64());
                break;
            case EntryKind.ProducerChanged:
                state.Transactions.Restore(new TransactionalProducer(entry.String(), entry.Int64(), entry.Int64(), entry.Int16(), entry.Int16())
                {
                    Timeout = TimeSpan.FromMilliseconds(entry.Int64()),
                    State = (TransactionState)entry.Int8(),
                });
                break;
            case EntryKind.TransactionEnded:
                var (producer, commit, time) = (state.Transactions.Find(entry.String())!, entry.Bool(), DateTimeOffset.FromUnixTimeMilliseconds(entry.Int64()));
                producer.Partitions.UnionWith(entry.Array(At).OfType<Partition>());
                producer.Groups.UnionWith(entry.Array(static group => group.String()));
                state.Transactions.Complete(producer, commit, time);
                break;
            case EntryKind.OffsetsStaged:
                groups.Restage(entry.Int64(), entry.String(), entry.Array(static each => new StagedOffset(each.String(), each.Int32(), each.Int64(), each.Int32(), each.NullableString())));
                break;
            case EntryKind.OffsetCommitted:
                groups.Restore(entry.String(), new GroupPartition(entry.String(), entry.Int32()), new CommittedOffset(entry.Int64(), entry.Int32(), entry.String()));
                break;
            case EntryKind.OffsetDeleted:
                groups.DeleteOffset(entry.String(), new GroupPartition(entry.String(), entry.Int32()));
                break;
            case EntryKind.GroupDeleted:
                groups.Delete(entry.String());
                break;
            default:
                throw new InvalidDataException($"The journal has an entry of kind {kind}, which this version does not know; give the broker an empty directory");
        }
    }

    /// <summary>
    /// Aborts the transactions that were open at the end, and fences their producers: whoever held them may be gone for good.
    /// </summary>
    public void Finish()
    {
        foreach (var producer in state.Transactions.All.Where(producer => producer.State == TransactionState.Ongoing))
        {
            producer.Partitions.UnionWith(state.Topics.SelectMany(topic => topic.Partitions).Where(partition => partition.TransactionStart(producer.ProducerId) >= 0));
            producer.Groups.UnionWith(groups.List().Select(group => group.Id));
            state.Transactions.Abandon(producer);
        }
    }

    private static Dictionary<string, string> Settings(WireReader entry) =>
        entry.Array(static setting => KeyValuePair.Create(setting.String(), setting.String())).ToDictionary();

    private Topic Topic(WireReader entry) => state.Topic(entry.String())!;

    private Partition? At(WireReader entry)
    {
        var (topic, index) = (entry.String(), entry.Int32());
        return state.Topic(topic)?.Partition(index);
    }
}

using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Stages a group's offsets for the end of a transaction. A member of an older generation of the group may not.</summary>
internal sealed class TxnOffsetCommitHandler(BrokerState state) : ApiHandler<TxnOffsetCommitBody>(ApiKey.TxnOffsetCommit)
{
    private const int MetadataMax = 4096;

    protected override TxnOffsetCommitBody Read(WireReader reader, short version)
    {
        var (transactionalId, group, producerId, epoch) = (reader.String(), reader.String(), reader.Int64(), reader.Int16());
        var member = version >= 3 ? new CommittingMember(reader.Int32(), reader.String(), reader.NullableString()) : new CommittingMember(-1, "", null);
        var topics = reader.ByTopic(partition =>
        {
            var offset = new StagedOffset("", partition.Int32(), partition.Int64(), version >= 2 ? partition.Int32() : -1, partition.NullableString());
            partition.Tags();
            return offset;
        });
        reader.Tags();
        return new TxnOffsetCommitBody(transactionalId, group, producerId, epoch, member, topics.Select(static (topic, offset) => offset with { Topic = topic }));
    }

    protected override RequestTarget Target(TxnOffsetCommitBody body) =>
        RequestTarget.OfTopics(body.Topics, offset => offset.Partition, body.TransactionalId, body.Group);

    protected override void Handle(Request request, TxnOffsetCommitBody body)
    {
        var error = state.Transactions.MayCommitOffsets(body.TransactionalId, body.ProducerId, body.Epoch, body.Group);
        if (error == ErrorCode.None)
        {
            error = state.GroupOffsets.MayCommit(body.Group, body.Member.Id, body.Member.Generation, body.Member.InstanceId);
        }

        if (error != ErrorCode.None)
        {
            Refuse(request, body, error);
            return;
        }

        List<StagedOffset> offsets = [.. body.Topics.SelectMany(topic => topic.Partitions).Where(offset => Check(offset) == ErrorCode.None)];
        state.Journal?.OffsetsStaged(body.ProducerId, body.Group, offsets);
        state.GroupOffsets.Stage(body.ProducerId, body.Group, offsets);
        Answer(request, body, Check);
    }

    protected override void Refuse(Request request, TxnOffsetCommitBody body, ErrorCode error) => Answer(request, body, _ => error);

    private ErrorCode Check(StagedOffset offset) => !state.TryGetPartition(offset.Topic, offset.Partition, out _) ? ErrorCode.UnknownTopicOrPartition
        : offset.Metadata?.Length > MetadataMax ? ErrorCode.OffsetMetadataTooLarge : ErrorCode.None;

    private static void Answer(Request request, TxnOffsetCommitBody body, Func<StagedOffset, ErrorCode> error) => request.Answer(writer =>
        writer.Int32(0).ByTopic(body.Topics, (writer, offset) => writer.Int32(offset.Partition).Error(error(offset)).Tags()).Tags());
}

internal sealed record TxnOffsetCommitBody(string TransactionalId, string Group, long ProducerId, short Epoch, CommittingMember Member, List<PerTopic<StagedOffset>> Topics);

/// <summary>Who commits: a member of the group, or with generation -1 nobody in particular.</summary>
internal readonly record struct CommittingMember(int Generation, string Id, string? InstanceId);

using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>An offset for one partition.</summary>
internal readonly record struct PartitionOffset(int Partition, CommittedOffset Offset);

/// <summary>Offsets of one topic.</summary>
internal sealed record TopicOffsets(string Topic, IReadOnlyList<PartitionOffset> Partitions);

/// <summary>A group commits how far it has come.</summary>
internal sealed record OffsetCommitBody(string Group, MemberClaim Member, IReadOnlyList<TopicOffsets> Topics);

/// <summary>OffsetCommit, versions 0 to 8.</summary>
/// <param name="groups">Keeps the offsets.</param>
/// <param name="exists">Whether there is such a partition.</param>
internal sealed class OffsetCommitHandler(GroupCoordinator groups, Func<GroupPartition, bool> exists) : ApiHandler<OffsetCommitBody>(ApiKey.OffsetCommit)
{
    protected override OffsetCommitBody Read(WireReader reader, short version)
    {
        var group = reader.String();
        var generation = version >= 1 ? reader.Int32() : -1;
        var member = version >= 1 ? reader.String() : "";
        var instance = version >= 7 ? reader.NullableString() : null;
        if (version is >= 2 and <= 4)
            reader.Int64();
        var topics = reader.Array(each =>
        {
            var topic = new TopicOffsets(each.String(), each.Array(partition => Offset(partition, version)));
            each.Tags();
            return topic;
        });
        reader.Tags();
        return new OffsetCommitBody(group, new MemberClaim(member, instance, generation), topics);
    }

    protected override RequestTarget Target(OffsetCommitBody body) =>
        new(body.Topics.SelectMany(static topic => topic.Partitions.Select(each => (topic.Topic, each.Partition))), Group: body.Group);

    protected override void Handle(Request request, OffsetCommitBody body)
    {
        var error = groups.MayCommit(body.Group, body.Member, transactional: false);
        Answer(request, body, (at, offset) => error != ErrorCode.None ? error
            : !exists(at) ? ErrorCode.UnknownTopicOrPartition
            : groups.Commit(body.Group, at, offset));
    }

    protected override void Refuse(Request request, OffsetCommitBody body, ErrorCode error) => Answer(request, body, (_, _) => error);

    private static PartitionOffset Offset(WireReader reader, short version)
    {
        var partition = reader.Int32();
        var offset = reader.Int64();
        var epoch = version >= 6 ? reader.Int32() : -1;
        if (version == 1)
            reader.Int64();
        var metadata = reader.NullableString() ?? "";
        reader.Tags();
        return new PartitionOffset(partition, new CommittedOffset(offset, epoch, metadata));
    }

    private static void Answer(Request request, OffsetCommitBody body, Func<GroupPartition, CommittedOffset, ErrorCode> outcome) => request.Answer(writer =>
    {
        if (request.Version >= 3)
            writer.Int32(0);
        writer.Array(body.Topics, (to, topic) => to
            .String(topic.Topic)
            .Array(topic.Partitions, (each, partition) => each
                .Int32(partition.Partition)
                .Error(outcome(new GroupPartition(topic.Topic, partition.Partition), partition.Offset))
                .Tags())
            .Tags())
            .Tags();
    });
}

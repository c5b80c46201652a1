using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>Forgets a group's offsets.</summary>
internal sealed record OffsetDeleteBody(string Group, IReadOnlyList<TopicPartitions> Topics);

/// <summary>OffsetDelete, version 0. Only a group without members forgets: the broker does not read what members subscribe to.</summary>
internal sealed class OffsetDeleteHandler(GroupCoordinator groups) : ApiHandler<OffsetDeleteBody>(ApiKey.OffsetDelete)
{
    protected override OffsetDeleteBody Read(WireReader reader, short version) =>
        new(reader.String(), reader.Array(static each => new TopicPartitions(each.String(), each.Array(static partition => partition.Int32()))));

    protected override RequestTarget Target(OffsetDeleteBody body) => RequestTarget.OfGroup(body.Group);

    protected override void Handle(Request request, OffsetDeleteBody body)
    {
        if (!groups.TryFind(body.Group, out var group))
        {
            Refuse(request, body, ErrorCode.GroupIdNotFound);
            return;
        }
        if (group.State != GroupState.Empty)
        {
            Refuse(request, body, ErrorCode.NonEmptyGroup);
            return;
        }
        foreach (var topic in body.Topics)
        {
            foreach (var partition in topic.Partitions)
                groups.DeleteOffset(body.Group, new GroupPartition(topic.Topic, partition));
        }
        Answer(request, ErrorCode.None, body.Topics);
    }

    protected override void Refuse(Request request, OffsetDeleteBody body, ErrorCode error) => Answer(request, error, []);

    private static void Answer(Request request, ErrorCode error, IReadOnlyList<TopicPartitions> topics) => request.Answer(writer => writer
        .Error(error)
        .Int32(0)
        .Array(topics, static (to, topic) => to
            .String(topic.Topic)
            .Array(topic.Partitions, static (each, partition) => each.Int32(partition).Error(ErrorCode.None))));
}

using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>Partitions of one topic.</summary>
internal sealed record TopicPartitions(string Topic, IReadOnlyList<int> Partitions);

/// <summary>The question for one group; all partitions that it has committed where the topics are null.</summary>
internal sealed record GroupQuestion(string Group, IReadOnlyList<TopicPartitions>? Topics);

/// <summary>Asks how far groups have come.</summary>
internal sealed record OffsetFetchBody(IReadOnlyList<GroupQuestion> Groups, bool RequireStable);

/// <summary>OffsetFetch, versions 0 to 8: several groups from version 8 on.</summary>
internal sealed class OffsetFetchHandler(GroupCoordinator groups) : ApiHandler<OffsetFetchBody>(ApiKey.OffsetFetch)
{
    private static readonly CommittedOffset Nothing = new(-1, -1, "");

    protected override OffsetFetchBody Read(WireReader reader, short version)
    {
        List<GroupQuestion> questions = version >= 8 ? reader.Array(Question) : [new GroupQuestion(reader.String(), reader.NullableArray(Topic))];
        var stable = version >= 7 && reader.Bool();
        reader.Tags();
        return new OffsetFetchBody(questions, stable);
    }

    protected override RequestTarget Target(OffsetFetchBody body) => body.Groups is [var only]
        ? new RequestTarget(Pairs(only), Group: only.Group)
        : new RequestTarget(body.Groups.SelectMany(Pairs));

    protected override void Handle(Request request, OffsetFetchBody body) => Answer(request, body, ErrorCode.None, (group, at) =>
    {
        var offsets = groups.Offsets(group);
        return body.RequireStable && offsets?.IsUnstable(at) == true
            ? (Nothing, ErrorCode.UnstableOffsetCommit)
            : (offsets?.Find(at) ?? Nothing, ErrorCode.None);
    });

    protected override void Refuse(Request request, OffsetFetchBody body, ErrorCode error) => Answer(request, body, error, (_, _) => (Nothing, error));

    private static IEnumerable<(string, int)> Pairs(GroupQuestion question) =>
        (question.Topics ?? []).SelectMany(static topic => topic.Partitions.Select(partition => (topic.Topic, partition)));

    private static GroupQuestion Question(WireReader reader)
    {
        var question = new GroupQuestion(reader.String(), reader.NullableArray(Topic));
        reader.Tags();
        return question;
    }

    private static TopicPartitions Topic(WireReader reader)
    {
        var topic = new TopicPartitions(reader.String(), reader.Array(static each => each.Int32()));
        reader.Tags();
        return topic;
    }

    private void Answer(Request request, OffsetFetchBody body, ErrorCode error, Func<string, GroupPartition, (CommittedOffset, ErrorCode)> find) => request.Answer(writer =>
    {
        if (request.Version >= 3)
            writer.Int32(0);
        if (request.Version >= 8)
            writer.Array(body.Groups, (to, question) => Offsets(to.String(question.Group), question).Error(error).Tags());
        else
            Offsets(writer, body.Groups[0]);
        if (request.Version is >= 2 and < 8)
            writer.Error(error);
        writer.Tags();

        WireWriter Offsets(WireWriter to, GroupQuestion question) => to.Array(question.Topics as IReadOnlyCollection<TopicPartitions> ?? Committed(question.Group), (each, topic) => each
            .String(topic.Topic)
            .Array(topic.Partitions, (one, partition) => Offset(one, request.Version, partition, find(question.Group, new GroupPartition(topic.Topic, partition))))
            .Tags());
    });

    private List<TopicPartitions> Committed(string group) =>
        [.. (groups.Offsets(group)?.Partitions ?? []).GroupBy(static at => at.Topic).Select(static topic => new TopicPartitions(topic.Key, [.. topic.Select(static at => at.Partition)]))];

    private static void Offset(WireWriter writer, short version, int partition, (CommittedOffset Committed, ErrorCode Error) found)
    {
        writer.Int32(partition).Int64(found.Committed.Offset);
        if (version >= 5)
            writer.Int32(found.Committed.LeaderEpoch);
        writer.String(found.Committed.Metadata).Error(found.Error).Tags();
    }
}

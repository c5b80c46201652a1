using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>Tells topics and partitions, all of them led by the one node, and creates topics that clients ask for.</summary>
internal sealed class MetadataHandler(BrokerState state) : ApiHandler<MetadataBody>(ApiKey.Metadata)
{
    /// <summary>The operations that one may do are not told.</summary>
    private const int Unknown = int.MinValue;

    protected override MetadataBody Read(WireReader reader, short version)
    {
        var topics = reader.NullableArray(static topic =>
        {
            var name = topic.String();
            topic.Tags();
            return name;
        });
        if (version == 0 && topics is { Count: 0 })
        {
            topics = null;
        }

        var create = version < 4 || reader.Bool();
        if (version >= 8)
        {
            reader.Bool();
            reader.Bool();
        }

        reader.Tags();
        return new MetadataBody(topics, create);
    }

    protected override RequestTarget Target(MetadataBody body) => new((body.Topics ?? []).Select(topic => (topic, -1)));

    protected override void Handle(Request request, MetadataBody body) =>
        Answer(request, body.Topics is null ? [.. state.Topics.Select(topic => new NamedTopic(topic.Name, topic, ErrorCode.None))] : [.. body.Topics.Select(name => Find(name, body.Create))]);

    protected override void Refuse(Request request, MetadataBody body, ErrorCode error) =>
        Answer(request, [.. (body.Topics ?? state.Topics.Select(topic => topic.Name)).Select(name => new NamedTopic(name, null, error))]);

    private NamedTopic Find(string name, bool create)
    {
        if (state.Topic(name) is { } topic)
        {
            return new NamedTopic(name, topic, ErrorCode.None);
        }

        var error = create ? TopicRules.MayAutoCreate(state, name) : TopicNames.IsValid(name) ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopic;
        return new NamedTopic(name, error == ErrorCode.None ? state.CreateTopic(name, state.Options.DefaultPartitions) : null, error);
    }

    private void Answer(Request request, List<NamedTopic> topics) => request.Answer(writer =>
    {
        var version = request.Version;
        if (version >= 3)
        {
            writer.Int32(0);
        }

        writer.ArrayLength(1).Int32(BrokerState.NodeId).String(BrokerState.Host).Int32(state.Port);
        if (version >= 1)
        {
            writer.String(null);
        }

        writer.Tags();
        if (version >= 2)
        {
            writer.String(state.Options.ClusterId);
        }

        if (version >= 1)
        {
            writer.Int32(BrokerState.NodeId);
        }

        writer.Array(topics, (writer, topic) => WriteTopic(writer, topic, version));
        if (version >= 8)
        {
            writer.Int32(Unknown);
        }

        writer.Tags();
    });

    private static void WriteTopic(WireWriter writer, NamedTopic topic, short version)
    {
        writer.Error(topic.Error).String(topic.Name);
        if (version >= 1)
        {
            writer.Bool(false);
        }

        writer.Array(topic.Topic?.Partitions ?? [], (writer, partition) =>
        {
            writer.Error(ErrorCode.None).Int32(partition.Index).Int32(BrokerState.NodeId);
            if (version >= 7)
            {
                writer.Int32(-1);
            }

            writer.ArrayLength(1).Int32(BrokerState.NodeId).ArrayLength(1).Int32(BrokerState.NodeId);
            if (version >= 5)
            {
                writer.ArrayLength(0);
            }

            writer.Tags();
        });
        if (version >= 8)
        {
            writer.Int32(Unknown);
        }

        writer.Tags();
    }

    private readonly record struct NamedTopic(string Name, Topic? Topic, ErrorCode Error);
}

/// <summary>Which topics are asked for; null means all.</summary>
internal sealed record MetadataBody(List<string>? Topics, bool Create);

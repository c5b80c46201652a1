using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>May a topic be made, or get more partitions?</summary>
internal static class TopicRules
{
    /// <summary>All partitions of a broker; a few hundred bytes each.</summary>
    private const int PartitionsMax = 100_000;

    private const int ShownMax = 250;

    /// <summary>May the broker make a topic of this name by itself, because a client asks for it?</summary>
    public static ErrorCode MayAutoCreate(BrokerState state, string name) => !TopicNames.IsValid(name) ? ErrorCode.InvalidTopic
        : !state.Options.AutoCreateTopics ? ErrorCode.UnknownTopicOrPartition
        : MayHave(state, name, state.Options.DefaultPartitions, 0).Error;

    public static AdminResult MayCreate(BrokerState state, NewTopic topic)
    {
        if (!TopicNames.IsValid(topic.Name))
        {
            return new AdminResult(ErrorCode.InvalidTopic, "The name of a topic has 1 to 249 letters, digits, '.', '_' or '-'");
        }

        if (state.Topic(topic.Name) is not null)
        {
            return new AdminResult(ErrorCode.TopicAlreadyExists, $"Topic '{topic.Name}' already exists.");
        }

        if (topic.Assignments.Any(brokers => brokers is not [BrokerState.NodeId]) || topic.ReplicationFactor is not (-1 or 1))
        {
            return new AdminResult(ErrorCode.InvalidReplicationFactor, $"There is one broker, so '{topic.Name}' can have one replica only");
        }

        foreach (var (name, value) in topic.Settings)
        {
            if (!TopicSettings.IsValid(name, value))
            {
                return new AdminResult(ErrorCode.InvalidConfig, $"Topic '{topic.Name}': this broker knows no setting {Shown(name)}={Shown(value)}");
            }
        }

        return MayHave(state, topic.Name, topic.PartitionsOr(state.Options.DefaultPartitions), 0);
    }

    public static AdminResult MayGrow(BrokerState state, string name, int count) => state.Topic(name) is not { } topic
        ? new AdminResult(ErrorCode.UnknownTopicOrPartition, $"There is no topic '{Shown(name)}'")
        : count <= topic.Partitions.Count
            ? new AdminResult(ErrorCode.InvalidPartitions, $"Topic '{name}' has {topic.Partitions.Count} partitions already; {count} are not more")
            : MayHave(state, name, count, topic.Partitions.Count);

    /// <summary>A client's text, as much of it as fits into a message.</summary>
    public static string? Shown(string? text) => text?.Length > ShownMax ? text[..ShownMax] + "..." : text;

    private static AdminResult MayHave(BrokerState state, string name, int count, int before) =>
        count < 1 || (long)count - before + state.PartitionCount > PartitionsMax
            ? new AdminResult(ErrorCode.InvalidPartitions, $"Topic '{name}' cannot have {count} partitions: 1 or more, and no more than {PartitionsMax} in all topics, are possible")
            : AdminResult.Done;
}

using System.Collections.Frozen;

namespace Settlement.Kubernetes.Resources;

/// <summary>Which librdkafka properties a run must leave alone, and why.</summary>
public static class KafkaProperties
{
    /// <summary>Refused property names with the reason for each. librdkafka's aliases are listed too.</summary>
    public static FrozenDictionary<string, string> Refused { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["acks"] = "the publication must be on all in-sync replicas",
        ["auto.commit.enable"] = "progress is kept in checkpoints, not in committed offsets",
        ["auto.offset.reset"] = "a lost range must be an error, not a jump",
        ["bootstrap.servers"] = "it is consumption.kafka.bootstrapServers",
        ["check.crcs"] = "a corrupt record must be an error",
        ["enable.auto.commit"] = "progress is kept in checkpoints, not in committed offsets",
        ["enable.auto.offset.store"] = "progress is kept in checkpoints, not in committed offsets",
        ["enable.idempotence"] = "the publication must not be written twice",
        ["enable.partition.eof"] = "the drain relies on it",
        ["group.id"] = "it is consumption.groupId",
        ["group.instance.id"] = "it is the pod's name",
        ["isolation.level"] = "it is consumption.isolation",
        ["metadata.broker.list"] = "it is consumption.kafka.bootstrapServers",
        ["offset.store.method"] = "progress is kept in checkpoints, not in committed offsets",
        ["plugin.library.paths"] = "it loads foreign code into the settler",
        ["request.required.acks"] = "the publication must be on all in-sync replicas",
        ["test.mock.num.brokers"] = "it replaces the cluster by an imitation",
        ["transactional.id"] = "it is derived from market, trading day and revision",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Finds the refused ones among <paramref name="names"/>, wherever they come from (the resource or a secret).</summary>
    /// <param name="names">Property names.</param>
    /// <returns>One sentence for each refused name, ordered by name; empty when all are allowed.</returns>
    public static IReadOnlyList<string> FindRefused(IEnumerable<string> names) => [.. names
        .Where(Refused.ContainsKey)
        .Order(StringComparer.Ordinal)
        .Select(name => $"Kafka property '{name}' cannot be set: {Refused[name]}")];
}

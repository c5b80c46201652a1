using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Faults;

/// <summary>What a request touches.</summary>
/// <param name="Partitions">Topics with partitions; partition -1 where the request means the topic as a whole.</param>
/// <param name="TransactionalId">The transaction's owner, if there is one.</param>
/// <param name="Group">The consumer group, if there is one.</param>
internal sealed record RequestTarget(IEnumerable<(string Topic, int Partition)> Partitions, string? TransactionalId = null, string? Group = null)
{
    public static readonly RequestTarget Nothing = new([]);

    public static RequestTarget OfTransaction(string? transactionalId) => new([], transactionalId);

    public static RequestTarget OfTopics<T>(List<PerTopic<T>> topics, Func<T, int> index, string? transactionalId = null, string? group = null) =>
        new(topics.SelectMany(topic => topic.Partitions.Select(partition => (topic.Name, index(partition)))), transactionalId, group);

    public static RequestTarget OfGroup(string group) => new([], null, group);
}

using System.Diagnostics.CodeAnalysis;
using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Journals;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Transactions;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>All that the broker knows. Only the actor touches it.</summary>
internal sealed class BrokerState
{
    public const int NodeId = 1;
    public const string Host = "127.0.0.1";

    private readonly SortedDictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    public BrokerState(BrokerOptions options, Actor actor, FaultPlan faults, int port)
    {
        (Options, Actor, Faults, Port) = (options, actor, faults, port);
        Transactions = new TransactionCoordinator(this);
    }

    /// <summary>Told when the broker restarts: what lives in memory only on a real broker is to be forgotten.</summary>
    public event Action? Restarting;

    /// <summary>Told when a topic has been deleted.</summary>
    public event Action<string>? TopicDeleted;

    /// <summary>Told when a connection has ended: nobody waits there for a reply any more.</summary>
    public event Action<Connection>? ConnectionClosed;

    public BrokerOptions Options { get; }

    public Actor Actor { get; }

    public FaultPlan Faults { get; }

    public int Port { get; }

    public DateTimeOffset Now => Actor.Clock.GetUtcNow();

    public IReadOnlyCollection<Topic> Topics => _topics.Values;

    /// <summary>The groups' offsets, as transactions see them.</summary>
    public required IGroupOffsets GroupOffsets { get; init; }

    public TransactionCoordinator Transactions { get; }

    /// <summary>Where everything that shall outlive the process is written; null if nothing shall.</summary>
    public Journal? Journal { get; set; }

    /// <summary>The partitions of all topics.</summary>
    public int PartitionCount { get; private set; }

    public Topic? Topic(string name) => _topics.GetValueOrDefault(name);

    public bool TryGetPartition(string topic, int index, [NotNullWhen(true)] out Partition? partition) => (partition = Topic(topic)?.Partition(index)) is not null;

    public Topic CreateTopic(string name, int partitions, IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = new Dictionary<string, string>(TopicSettings.Defaults(Options));
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            all[key] = value;
        }

        var topic = new Topic(name, Guid.NewGuid(), partitions, all);
        Journal?.TopicCreated(topic);
        RestoreTopic(topic);
        return topic;
    }

    public void RestoreTopic(Topic topic)
    {
        PartitionCount += topic.Partitions.Count;
        _topics[topic.Name] = topic;
    }

    public void GrowTopic(Topic topic, int count)
    {
        Journal?.TopicGrown(topic.Name, count);
        PartitionCount += count - topic.Partitions.Count;
        topic.Grow(count);
    }

    public bool DeleteTopic(string name)
    {
        if (!_topics.Remove(name, out var topic))
        {
            return false;
        }

        Journal?.TopicDeleted(name);
        PartitionCount -= topic.Partitions.Count;
        foreach (var partition in topic.Partitions)
        {
            partition.Delete();
        }

        TopicDeleted?.Invoke(name);
        return true;
    }

    public void ChangeTopic(Topic topic, IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
        {
            topic.Settings[name] = value;
        }

        Journal?.TopicChanged(topic);
    }

    /// <summary>Stores a batch that may be appended, and gives its offset.</summary>
    public long Append(Partition partition, ReadOnlyMemory<byte> batch)
    {
        Journal?.Appended(partition, batch);
        return partition.Append(new RecordBatch(batch.Span));
    }

    public void DeleteRecordsBefore(Partition partition, long offset)
    {
        Journal?.RecordsDeleted(partition, offset);
        partition.DeleteRecordsBefore(offset);
    }

    public void Closed(Connection connection) => ConnectionClosed?.Invoke(connection);

    public void Restart() => Restarting?.Invoke();
}

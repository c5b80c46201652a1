using Settlement.Kafka.Connection;
using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Feed;

/// <summary>How the trade topic is read.</summary>
public sealed record TradeFeedOptions
{
    /// <summary>Which Kafka.</summary>
    public required KafkaConnection Connection { get; init; }

    /// <summary>The trade topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How its records are written.</summary>
    public required TradeFormat Format { get; init; }

    /// <summary>Consumer group, as it is: in group mode Distinct the caller has appended the pod's ordinal.</summary>
    public required string GroupId { get; init; }

    /// <summary>
    /// The pod's name as static member of the group: a pod that comes back within <see cref="SessionTimeout"/> gets its partitions
    /// back without a rebalance, and a second process under the same name fences the first.
    /// </summary>
    public required string GroupInstanceId { get; init; }

    /// <summary>
    /// Silence after which the group gives a member's partitions to others. The broker allows 6 s to 30 min unless it is
    /// configured otherwise (<c>group.min.session.timeout.ms</c>). Default 10 s.
    /// </summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most records of a batch, 1 or more. Default 1024.</summary>
    public int BatchSize { get; init; } = 1024;

    /// <summary>Batches that may be read ahead of the one that is being folded, 2 or more. Default 8.</summary>
    public int BatchCount { get; init; } = 8;
}

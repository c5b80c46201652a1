using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Publication;

/// <summary>Where results are published.</summary>
public sealed record PublicationOptions
{
    /// <summary>Which Kafka.</summary>
    public required KafkaConnection Connection { get; init; }

    /// <summary>The topics are <c>prefix.prices</c>, <c>.positions</c>, <c>.funds</c>, <c>.deliveries</c>, <c>.journal</c>, <c>.differences</c> and <c>.runs</c>.</summary>
    public required string TopicPrefix { get; init; }

    /// <summary>
    /// After this time without a commit the broker aborts the transaction: longer than the longest sending, and at most the broker's
    /// <c>transaction.max.timeout.ms</c> (15 min unless configured otherwise). Readers of the topics wait that long for a publisher that died. Default 5 min.
    /// </summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromMinutes(5);
}

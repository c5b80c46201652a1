namespace Settlement.Kafka.Connection;

/// <summary>Which Kafka to speak to, and how.</summary>
public sealed record KafkaConnection
{
    /// <summary>Brokers to ask first, <c>host:port</c>, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>
    /// librdkafka properties that are passed through (TLS, SASL, buffers). They win over this adapter's tuning, and lose against
    /// what its guarantees rest on. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a single question to Kafka may take. Default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

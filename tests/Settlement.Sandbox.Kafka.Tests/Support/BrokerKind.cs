namespace Settlement.KafkaSuite.Support;

/// <summary>What a test of the suite runs against.</summary>
public enum BrokerKind
{
    /// <summary>The broker of the sandbox.</summary>
    Embedded,

    /// <summary>Apache Kafka: the truth.</summary>
    Kafka,
}

/// <summary>The brokers of the suite: the embedded one, and Apache Kafka where <c>KAFKA_HOME</c> names a distribution.</summary>
public sealed class Brokers : TheoryData<BrokerKind>
{
    /// <summary>The distribution; null: none is given.</summary>
    public static readonly string? Home = Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home ? home : null;

    public Brokers()
    {
        Add(BrokerKind.Embedded);
        if (Home is not null)
            Add(BrokerKind.Kafka);
    }
}

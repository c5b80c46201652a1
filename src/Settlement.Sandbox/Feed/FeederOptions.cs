using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Feed;

/// <summary>Where a feeder sends to, and how.</summary>
public sealed record FeederOptions
{
    /// <summary>Brokers.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>The trade topic; it must exist.</summary>
    public string Topic { get; init; } = "trades";

    /// <summary>Wire format.</summary>
    public TradeFormat Format { get; init; } = TradeFormat.Json;

    /// <summary>How trades are given to partitions.</summary>
    public FeedPartitioning Partitioning { get; init; } = FeedPartitioning.ByInstrument;

    /// <summary>Whether the broker drops what the producer sends again. Without it an ack that is lost makes a duplicate, as with clients that leave it off by default. Transactions always have it.</summary>
    public bool Idempotent { get; init; } = true;

    /// <summary>Longest life of a transaction, the open one included; the broker aborts it then. At most the broker's own limit (15 minutes by default).</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromMinutes(10);
}

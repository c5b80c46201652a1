namespace Settlement.Sandbox;

/// <summary>What a sandbox consists of.</summary>
public sealed record SandboxOptions
{
    /// <summary>Its state directory; null for a new one under the system's temporary directory.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>
    /// Whether the world stays in the state directory, which must then be named, and is found again there by the next sandbox that keeps it:
    /// API objects, databases, topics. Default: nothing stays. Servers that are given keep what they keep.
    /// </summary>
    public bool Keep { get; init; }

    /// <summary>Whether the embedded Kafka is used even where the environment gives a real one. Default: only where it gives none.</summary>
    public bool EmbedKafka { get; init; }

    /// <summary>The trade topic.</summary>
    public string TradeTopic { get; init; } = "trades";

    /// <summary>Partitions of the trade topic, from 1.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Prefix of the topics that results are published to.</summary>
    public string TopicPrefix { get; init; } = "settlement";

    /// <summary>
    /// Lease period of the settlers' election; renewal and retry follow in the product's proportions. Default 1 s: quick on a machine that is not
    /// loaded.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the operator is installed and waited for; without it only the resource type is.</summary>
    public bool InstallOperator { get; init; } = true;
}

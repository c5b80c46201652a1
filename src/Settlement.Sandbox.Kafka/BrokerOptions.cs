using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Settlement.Sandbox.Kafka;

/// <summary>How an embedded broker is started.</summary>
public sealed record BrokerOptions
{
    /// <summary>The loopback port to listen on. Default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>The partitions of a topic that is created without a number. Default 1.</summary>
    public int DefaultPartitions { get; init; } = 1;

    /// <summary>Whether asking for a topic that is not there creates it. Default true.</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>How many bytes of each partition are kept unless its topic says otherwise. Whole segments are forgotten, so somewhat more stays. Default -1: all.</summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary>The biggest batch in bytes unless its topic says otherwise. Default 1,048,588, Kafka's own.</summary>
    public int MessageBytesMax { get; init; } = 1_048_588;

    /// <summary>The biggest request in bytes; bigger ones close their connection. Default 100 MiB, Kafka's own.</summary>
    public int RequestBytesMax { get; init; } = 100 * 1024 * 1024;

    /// <summary>How long a group that was empty waits for more members before its first rebalance. Default 0, for quick tests; Kafka's own is 3 s.</summary>
    public TimeSpan GroupInitialDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The longest time-out that a transactional producer may ask for. Default 15 minutes, Kafka's own.</summary>
    public TimeSpan TransactionTimeoutMax { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The cluster's id, as tools show it.</summary>
    public string ClusterId { get; init; } = "settlement-sandbox-00";

    /// <summary>
    /// A directory where topics, records, committed offsets and producers are kept, and found again by the next broker. It is safe when the process is killed, not when the machine is,
    /// and its file only grows. Default null: everything is in memory only.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>The clock of all time-outs and of markers. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the broker logs. Default nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}

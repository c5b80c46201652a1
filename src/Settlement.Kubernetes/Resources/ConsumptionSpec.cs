using System.Text.Json.Serialization;

namespace Settlement.Kubernetes.Resources;

/// <summary>How trades reach the settlers.</summary>
public sealed class ConsumptionSpec
{
    /// <summary>
    /// Distinct (default): each settler reads everything and is a hot standby. Shared: the partitions are split among the settlers.
    /// </summary>
    public GroupMode GroupMode { get; set; } = GroupMode.Distinct;

    /// <summary>Beginning of the Kafka consumer group's name. Trading day and revision are appended, for each run has groups of its own; in mode Distinct the settler's ordinal too.</summary>
    public string GroupId { get; set; } = "";

    /// <summary>What a trade's effect on the result is when it is delivered more than once or a settler dies. Default ExactlyOnce.</summary>
    public DeliveryGuarantee Delivery { get; set; } = DeliveryGuarantee.ExactlyOnce;

    /// <summary>
    /// Where a settler that starts again goes on. Checkpoint (default): at the ledger's last checkpoint. Replay: at the day's first record.
    /// </summary>
    public RecoveryMode Recovery { get; set; } = RecoveryMode.Checkpoint;

    /// <summary>Which records are seen. Default ReadCommitted: trades of aborted transactions never count.</summary>
    public IsolationMode Isolation { get; set; } = IsolationMode.ReadCommitted;

    /// <summary>What happens when a settler cannot process a record.</summary>
    public OnFailureSpec OnFailure { get; set; } = new();

    /// <summary>The Kafka cluster and topic of the trades.</summary>
    public KafkaSpec Kafka { get; set; } = new();
}

/// <summary>What happens when a settler cannot process a record.</summary>
public sealed class OnFailureSpec
{
    /// <summary>How often the same record is tried again before the listener trips, 0 to 100. Default 3.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>
    /// After the listener tripped. TradeStore (default): at the close the day is read from the trade store instead. Halt: the run is blocked until somebody helps.
    /// </summary>
    public FailureAction Then { get; set; } = FailureAction.TradeStore;
}

/// <summary>The Kafka cluster and topic of the trades.</summary>
public sealed class KafkaSpec
{
    /// <summary>Comma-separated host:port list to find the cluster with.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>Topic that holds the trades.</summary>
    public string Topic { get; set; } = "";

    /// <summary>How a trade is written in a record. Json (default) or Protobuf; both have one meaning.</summary>
    public WireFormat Format { get; set; } = WireFormat.Json;

    /// <summary>
    /// Further librdkafka properties, passed through to consumers and producers. Properties that would break the guarantees are refused by name.
    /// </summary>
    public IDictionary<string, string>? Properties { get; set; }

    /// <summary>More properties, from a secret; for credentials.</summary>
    public KafkaPropertiesSource? PropertiesFrom { get; set; }
}

/// <summary>Kafka properties that are not for everybody's eyes.</summary>
public sealed class KafkaPropertiesSource
{
    /// <summary>The secret whose key holds lines of the form name=value.</summary>
    public SecretReference SecretRef { get; set; } = new();
}

/// <summary>How settlers share the partitions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GroupMode>))]
public enum GroupMode
{
    /// <summary>Each settler reads everything.</summary>
    Distinct,

    /// <summary>The partitions are split among the settlers.</summary>
    Shared,
}

/// <summary>How often a trade counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryGuarantee>))]
public enum DeliveryGuarantee
{
    /// <summary>Each trade counts once, whatever is repeated or dies.</summary>
    ExactlyOnce,
}

/// <summary>Where a settler that starts again goes on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecoveryMode>))]
public enum RecoveryMode
{
    /// <summary>At the ledger's last checkpoint.</summary>
    Checkpoint,

    /// <summary>At the day's first record.</summary>
    Replay,
}

/// <summary>Which records are seen.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IsolationMode>))]
public enum IsolationMode
{
    /// <summary>Only those of committed transactions and those outside of any.</summary>
    ReadCommitted,
}

/// <summary>What follows when a listener has tripped.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureAction>))]
public enum FailureAction
{
    /// <summary>The day is read from the trade store at the close.</summary>
    TradeStore,

    /// <summary>The run is blocked.</summary>
    Halt,
}

/// <summary>How a trade is written in a record.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WireFormat>))]
public enum WireFormat
{
    /// <summary>One JSON object per record.</summary>
    Json,

    /// <summary>One Protobuf message per record.</summary>
    Protobuf,
}

using System.Text.Json.Serialization;
using Settlement.Engine.Ports;

namespace Settlement.Kubernetes.Resources;

/// <summary>What a settler says of itself.</summary>
public sealed class MemberStatus
{
    /// <summary>uid of the run that the settler works for. An entry for a deleted run of the same name is not believed.</summary>
    public string? RunUid { get; set; }

    /// <summary>Whether the settler is initialised and consumes or stands by.</summary>
    public bool Ready { get; set; }

    /// <summary>Running, or Tripped after a record could not be processed.</summary>
    public ListenerState Listener { get; set; } = ListenerState.Running;

    /// <summary>Why the listener tripped.</summary>
    public string? ListenerMessage { get; set; }

    /// <summary>Records between the settler and the end of its partitions.</summary>
    public long? Lag { get; set; }

    /// <summary>Trades folded per second, lately.</summary>
    public long? TradesPerSecond { get; set; }

    /// <summary>When the settler last stored a checkpoint.</summary>
    public DateTime? LastCheckpointAt { get; set; }

    /// <summary>What the settler knows of the run.</summary>
    public MemberRunStatus? Report { get; set; }
}

/// <summary>What a settler knows of the run. Among several the report with the highest epoch is believed.</summary>
public sealed class MemberRunStatus
{
    /// <summary>How far the run has come, as this settler sees it; never Pending.</summary>
    public RunPhase State { get; set; }

    /// <summary>What the settler waits for or why it failed, as one word that scripts can match; absent when all goes on.</summary>
    public string? Reason { get; set; }

    /// <summary>The same for people, with names and figures.</summary>
    public string? Message { get; set; }

    /// <summary>Highest epoch that the settler has seen in the ledger; absent before any leader was nominated.</summary>
    public long? Epoch { get; set; }

    /// <summary>Pod that claimed this epoch.</summary>
    public string? Leader { get; set; }

    /// <summary>Offset at which each partition ends for this run, by partition number.</summary>
    public IDictionary<string, long>? Barrier { get; set; }

    /// <summary>Where the trades came from.</summary>
    public TradeSource? Source { get; set; }

    /// <summary>Trades that the result counts.</summary>
    public long? TradeCount { get; set; }

    /// <summary>SHA-256 over the canonical rows of the result, in lower hex.</summary>
    public string? Digest { get; set; }

    /// <summary>For a revision: digest of the result whose place this one takes.</summary>
    public string? PreviousDigest { get; set; }

    /// <summary>When the run was initialised in the ledger.</summary>
    public DateTime? StartedAt { get; set; }

    /// <summary>When the result was committed to the ledger.</summary>
    public DateTime? ClosedAt { get; set; }

    /// <summary>When the result was released for publication.</summary>
    public DateTime? ReleasedAt { get; set; }

    /// <summary>When the run was rejected.</summary>
    public DateTime? RejectedAt { get; set; }

    /// <summary>When the result was published to Kafka.</summary>
    public DateTime? PublishedAt { get; set; }
}

/// <summary>State of a settler's listener.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ListenerState>))]
public enum ListenerState
{
    /// <summary>Consuming.</summary>
    Running,

    /// <summary>Stopped consuming, because a record could not be processed.</summary>
    Tripped,
}

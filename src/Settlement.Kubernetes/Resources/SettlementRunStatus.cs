using k8s.Models;
using Settlement.Engine.Ports;

namespace Settlement.Kubernetes.Resources;

/// <summary>What has come of a run. The operator derives everything but members from the members' reports.</summary>
public sealed class SettlementRunStatus
{
    /// <summary>Generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>How far the run has come. Waiting never changes it: the conditions say what is waited for.</summary>
    public RunPhase? Phase { get; set; }

    /// <summary>One sentence on what the run is doing or waiting for.</summary>
    public string? Message { get; set; }

    /// <summary>Initialised, Consuming, InputComplete, Settled, Released, Published and Degraded, each with reason and message.</summary>
    public IList<V1Condition>? Conditions { get; set; }

    /// <summary>Pod that holds, or last held, the highest epoch.</summary>
    public string? Leader { get; set; }

    /// <summary>Highest epoch claimed in the ledger; it grows by one with each nominated leader.</summary>
    public long? Epoch { get; set; }

    /// <summary>Offset at which each partition ends for this run, by partition number. Drawn once at the close.</summary>
    public IDictionary<string, long>? Barrier { get; set; }

    /// <summary>Where the trades came from. Decided once.</summary>
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

    /// <summary>What each settler says of itself, by pod name. Each settler writes its own entry only.</summary>
    public IDictionary<string, MemberStatus>? Members { get; set; }
}

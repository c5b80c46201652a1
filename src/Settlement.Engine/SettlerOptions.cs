using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;

namespace Settlement.Engine;

/// <summary>What one settler is to do.</summary>
public sealed record SettlerOptions
{
    /// <summary>Market, trading day and revision.</summary>
    public required RunKey Key { get; init; }

    /// <summary>The resource that the run belongs to.</summary>
    public required RunOwner Owner { get; init; }

    /// <summary>Where a restarted or successor settler goes on from. Default: the best checkpoint.</summary>
    public Recovery Recovery { get; init; } = Recovery.Checkpoint;

    /// <summary>Times that a failed record is read and folded again before the listener trips; 0 or more. Default 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>What happens when the feed cannot be used. Default: the trade store.</summary>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.TradeStore;

    /// <summary>Where the day is read from. Default: the feed. From the trade store nothing is consumed.</summary>
    public TradeSource Source { get; init; } = TradeSource.Feed;

    /// <summary>True when a day from the feed must agree with the trade store before it is settled.</summary>
    public bool Reconcile { get; init; }

    /// <summary>How long the drain may take before <see cref="OnFailure"/> applies. Default 60 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Pause between two checkpoints of a partition that makes progress. Default 5 s.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause between two looks at the ledger. Default 250 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Pause before something that failed and may succeed is tried again. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause between two reports of the settler's own state. Default 1 s.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>True when each settler reads every partition: then only the nominated one writes checkpoints before the barrier.</summary>
    public bool ReadsEverything { get; init; } = true;
}

/// <summary>Where a settler goes on from after a restart.</summary>
public enum Recovery
{
    /// <summary>From the best checkpoint.</summary>
    Checkpoint,

    /// <summary>From the first offset that can hold the day.</summary>
    Replay,
}

/// <summary>What happens when the day cannot be settled from the feed.</summary>
public enum FailurePolicy
{
    /// <summary>The day is read from the trade store.</summary>
    TradeStore,

    /// <summary>The run stays blocked until a person acts.</summary>
    Halt,
}

/// <summary>The ports that a settler works over.</summary>
/// <param name="Topic">The trade topic as a whole.</param>
/// <param name="Feed">Reads the trade topic under frozen reference data.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="TradeStore">The trade store; null when none is configured.</param>
/// <param name="Publication">The way to Kafka.</param>
/// <param name="Election">Nominates the leader.</param>
/// <param name="CloseSignal">Tells when to close.</param>
/// <param name="Review">Tells whether people release or reject the run.</param>
/// <param name="Report">Shows state to people.</param>
/// <param name="CrashPoints">Inert outside of tests.</param>
/// <param name="Time">The only clock.</param>
public sealed record SettlerPorts(
    ITradeTopic Topic,
    Func<ReferenceData, ITradeFeedSource> Feed,
    ILedger Ledger,
    Func<ReferenceData, ITradeStore>? TradeStore,
    IPublication Publication,
    IElection Election,
    ICloseSignal CloseSignal,
    IReviewSignal Review,
    IRunReport Report,
    ICrashPoints CrashPoints,
    TimeProvider Time);

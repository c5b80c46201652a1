namespace Settlement.Engine.Ports;

/// <summary>
/// Where a settler shows how it stands: the Kubernetes status in production. Never blocks and never throws; the newest report wins.
/// </summary>
public interface IRunReport
{
    /// <summary>Shows the settler's own state.</summary>
    void Member(MemberReport report);

    /// <summary>Shows the state of the run as this settler knows it.</summary>
    void Run(RunReport report);

    /// <summary>Tells people something that happened once: an event.</summary>
    /// <param name="reason">Stable name in UpperCamelCase.</param>
    /// <param name="message">What, where, what next.</param>
    /// <param name="isWarning">True when a person should look.</param>
    void Event(string reason, string message, bool isWarning = false);

    /// <summary>Waits until the newest reports are shown, or the token ends the wait.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}

/// <summary>State of one settler.</summary>
/// <param name="Ready">Initialised, and consuming or tripped or done.</param>
/// <param name="ListenerTripped">The listener has stopped consuming after repeated failures.</param>
/// <param name="ListenerMessage">Why it tripped; empty when running.</param>
/// <param name="Lag">Records between the position and the high watermark, over its partitions.</param>
/// <param name="TradesPerSecond">Trades folded per second since the last report.</param>
/// <param name="LastCheckpointAt">When it last wrote a checkpoint; null when never.</param>
public sealed record MemberReport(bool Ready, bool ListenerTripped, string ListenerMessage, long Lag, long TradesPerSecond, DateTimeOffset? LastCheckpointAt);

/// <summary>State of the run as a settler knows it.</summary>
/// <param name="Phase">How far it is.</param>
/// <param name="Reason">Stable name of what it waits for or what ended it; empty when all is well.</param>
/// <param name="Message">The figures, for people; empty when all is well.</param>
/// <param name="State">The ledger's view; null before registration.</param>
public sealed record RunReport(RunPhase Phase, string Reason, string Message, RunState? State);

/// <summary>Phases as people see them.</summary>
public enum RunPhase
{
    /// <summary>Nothing has started.</summary>
    Pending,

    /// <summary>Waiting for, or freezing, reference data.</summary>
    Initialising,

    /// <summary>Trades are folded.</summary>
    Consuming,

    /// <summary>The close has begun.</summary>
    Closing,

    /// <summary>The result is committed.</summary>
    Settled,

    /// <summary>The result is on Kafka.</summary>
    Published,

    /// <summary>Ended without a result of its own.</summary>
    Failed,
}

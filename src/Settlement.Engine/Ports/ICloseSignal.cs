namespace Settlement.Engine.Ports;

/// <summary>What starts the close, as the resource says now; it may change until the barrier is drawn.</summary>
public interface ICloseSignal
{
    /// <summary>The condition for the close.</summary>
    CloseCondition Condition { get; }
}

/// <summary>When to close.</summary>
/// <param name="At">At this time; null when not by time.</param>
/// <param name="OnMarker">When every partition has its end-of-session record.</param>
/// <param name="Now">By hand.</param>
public sealed record CloseCondition(DateTimeOffset? At, bool OnMarker, bool Now);

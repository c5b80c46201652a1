using Settlement.Domain.Book;

namespace Settlement.Engine.Drain;

/// <summary>How a drain ended.</summary>
internal abstract record DrainOutcome
{
    /// <summary>Every partition is folded exactly up to the barrier.</summary>
    internal sealed record Drained(IReadOnlyList<PartitionBook> Books) : DrainOutcome;

    /// <summary>The day cannot be settled from the feed; the policy decides what follows.</summary>
    internal sealed record Failed(string Reason, string Message) : DrainOutcome;

    /// <summary>The run is being rejected: what was waited for no longer matters.</summary>
    internal sealed record Interrupted : DrainOutcome;

    /// <summary>This settler cannot fold itself and has not stood back yet: let a healthier one lead.</summary>
    internal sealed record StandBack : DrainOutcome;
}

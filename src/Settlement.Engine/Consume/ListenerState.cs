namespace Settlement.Engine.Consume;

/// <summary>What the other loops of a settler may know of its listener; immutable, replaced as a whole.</summary>
/// <param name="IsTripped">It has stopped consuming for good.</param>
/// <param name="Message">Why it tripped; empty while it runs.</param>
/// <param name="Positions">Next offset of each partition that it owns.</param>
/// <param name="Ended">Partitions whose end-of-session record it has folded.</param>
/// <param name="Holes">Per partition with open holes: the ranges, for people.</param>
/// <param name="Seams">Per partition: first offset that the next trading day must be read from, as far as known.</param>
/// <param name="Records">Records folded since it started.</param>
/// <param name="Lag">Records not yet folded, an estimate.</param>
/// <param name="LastCheckpointAt">When it last wrote a checkpoint; null when never.</param>
internal sealed record ListenerState(
    bool IsTripped,
    string Message,
    IReadOnlyDictionary<int, long> Positions,
    IReadOnlySet<int> Ended,
    IReadOnlyDictionary<int, string> Holes,
    IReadOnlyDictionary<int, long> Seams,
    long Records,
    long Lag,
    DateTimeOffset? LastCheckpointAt)
{
    public static ListenerState Initial { get; } =
        new(false, "", new Dictionary<int, long>(), new HashSet<int>(), new Dictionary<int, string>(), new Dictionary<int, long>(), 0, 0, null);
}

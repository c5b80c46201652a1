using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Feed;

/// <summary>The disturbances with which trades are sent. Without any, every trade is sent once and in order.</summary>
public sealed record FeedPlan
{
    /// <summary>How many trades are sent a second time, as by a producer that retries. 0 to the number of trades.</summary>
    public int Duplicates { get; init; }

    /// <summary>
    /// How many transactions are aborted in between. Their records carry the numbers of trades that are sent too, with other quantities: who counts
    /// one of them sees a conflict or a wrong result.
    /// </summary>
    public int AbortedTransactions { get; init; }

    /// <summary>
    /// How many of the last trades go into a transaction that stays open after the rest has been sent, until
    /// <see cref="Feeder.CommitOpenTransaction"/>. 0: none.
    /// </summary>
    public int OpenTransaction { get; init; }

    /// <summary>Places (partition, sequence) that are left out, until <see cref="Feeder.SendSkippedAsync"/> sends them. The trade store gets them in time.</summary>
    public IReadOnlySet<(int Partition, long Sequence)> Skip { get; init; } = new HashSet<(int, long)>();

    /// <summary>How far behind its first sending a duplicate comes at most, in trades.</summary>
    public int DuplicateReach { get; init; } = 1000;

    /// <summary>Records per second at most; null: as fast as it goes.</summary>
    public int? Rate { get; init; }

    /// <summary>Draws where the disturbances happen.</summary>
    public ulong Seed { get; init; } = ComexTape.DefaultSeed;
}

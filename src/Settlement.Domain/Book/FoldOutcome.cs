namespace Settlement.Domain.Book;

/// <summary>What folding a record did to the book.</summary>
public enum FoldOutcome
{
    /// <summary>A trade of the day, taken over.</summary>
    Accepted,

    /// <summary>A bust of the day: kept until <see cref="BustCheck"/> has found the trade that it cancels.</summary>
    Bust,

    /// <summary>The partition's control totals of the day, kept.</summary>
    EndOfSession,

    /// <summary>Its number was used before for the same record: dropped and counted.</summary>
    Duplicate,

    /// <summary>Its number was used too long ago to be compared: kept until <see cref="SuspectCheck"/> has verified it.</summary>
    Suspect,

    /// <summary>Its number was used before for another record: dropped and listed; the run is blocked.</summary>
    Conflict,

    /// <summary>A record of an earlier trading day: counted and listed, not settled here.</summary>
    Late,

    /// <summary>A record of a later trading day: only the first one's offset is remembered.</summary>
    LaterDay,

    /// <summary>Beyond the barrier and not the filling of a hole: without effect.</summary>
    Ignored,
}

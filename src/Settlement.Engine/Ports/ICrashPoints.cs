namespace Settlement.Engine.Ports;

/// <summary>Points of the close at which a test may kill or pause the process.</summary>
public enum CrashPoint
{
    /// <summary>The barrier is stored.</summary>
    BarrierDrawn,

    /// <summary>Every partition is sealed.</summary>
    Drained,

    /// <summary>The gates have passed; the ledger's transaction has not begun.</summary>
    BeforeLedgerCommit,

    /// <summary>The result is committed.</summary>
    AfterLedgerCommit,

    /// <summary>Everything is sent; the Kafka transaction is open.</summary>
    BeforePublicationCommit,

    /// <summary>The Kafka transaction is committed; the ledger does not know yet.</summary>
    AfterPublicationCommit,

    /// <summary>The ledger says Published; the status does not yet.</summary>
    BeforeStatus,
}

/// <summary>Tells the outside that a crash point is reached; inert unless armed.</summary>
public interface ICrashPoints
{
    /// <summary>Called at the point; may not return.</summary>
    void Reach(CrashPoint point);
}

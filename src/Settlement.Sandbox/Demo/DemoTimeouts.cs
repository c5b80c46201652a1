namespace Settlement.Sandbox.Demo;

/// <summary>How long the demo waits for what. They bound a failure, not a success.</summary>
internal static class DemoTimeouts
{
    /// <summary>A run's settlers are started and the run is where it can go.</summary>
    public static readonly TimeSpan Started = TimeSpan.FromSeconds(60);

    /// <summary>All trades that can be folded are.</summary>
    public static readonly TimeSpan Folded = TimeSpan.FromSeconds(60);

    /// <summary>The barrier is drawn after the close.</summary>
    public static readonly TimeSpan BarrierDrawn = TimeSpan.FromSeconds(30);

    /// <summary>A successor has claimed the next epoch.</summary>
    public static readonly TimeSpan TakenOver = TimeSpan.FromSeconds(30);

    /// <summary>The API server shows what happened elsewhere.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromSeconds(15);

    /// <summary>The result is in the ledger, on Kafka and in the status.</summary>
    public static readonly TimeSpan Published = TimeSpan.FromSeconds(60);
}

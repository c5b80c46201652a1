namespace Settlement.Sandbox.Demo.View;

/// <summary>What is to be seen of a run while it goes on.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Phase">How far it is.</param>
/// <param name="Leader">Pod that leads; null before one does.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Lag">Records that the best settler has still to read; null before one reports.</param>
/// <param name="TradesPerSecond">Trades that the fastest settler folds per second.</param>
/// <param name="Ready">Settlers that are ready.</param>
/// <param name="Message">What it does or waits for: in the close, the progress of the drain.</param>
internal sealed record RunProgress(string Run, string Phase, string? Leader, long? Epoch, long? Lag, long? TradesPerSecond, int Ready, string Message);

/// <summary>Shows the demo while it goes on. Safe for several threads.</summary>
internal abstract class DemoView
{
    /// <summary>The live display on a terminal, plain lines elsewhere.</summary>
    public static DemoView Choose(TimeProvider time) =>
        Console.IsOutputRedirected || !Spectre.Console.AnsiConsole.Profile.Capabilities.Interactive ? new PlainView(Console.Out, time) : new LiveView(time);

    /// <summary>Something happened.</summary>
    public abstract void Happened(string what);

    /// <summary>A run has got on.</summary>
    public abstract void Progressed(RunProgress progress);

    /// <summary>Shows while the work is done.</summary>
    public abstract Task DuringAsync(Func<Task> work);
}

using System.Globalization;

namespace Settlement.Sandbox.Demo.View;

/// <summary>One line for each thing that happens and for each step of a run, for logs.</summary>
internal sealed class PlainView(TextWriter output, TimeProvider time) : DemoView
{
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private readonly Dictionary<string, RunProgress> _last = [];

    /// <inheritdoc/>
    public override void Happened(string what) => Write(what);

    /// <inheritdoc/>
    public override void Progressed(RunProgress progress)
    {
        lock (_gate)
        {
            if (_last.TryGetValue(progress.Run, out var last) && Step(last) == Step(progress))
                return;
            _last[progress.Run] = progress;
        }
        Write($"{progress.Run}: {progress.Phase}{Leading(progress)}{Folding(progress)}; {progress.Message}");
    }

    /// <inheritdoc/>
    public override Task DuringAsync(Func<Task> work) => work();

    // The figures change all the time; a line is worth while when the state does.
    private static (string, string?, long?, string) Step(RunProgress progress) => (progress.Phase, progress.Leader, progress.Epoch, progress.Message);

    private static string Leading(RunProgress progress) => progress.Epoch is { } epoch ? FormattableString.Invariant($", epoch {epoch} led by {progress.Leader}") : "";

    private static string Folding(RunProgress progress) =>
        progress.Lag is { } lag ? FormattableString.Invariant($", lag {lag:N0}, {progress.TradesPerSecond ?? 0:N0} trades/s") : "";

    private void Write(string line)
    {
        var at = time.GetElapsedTime(_started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        lock (_gate)
            output.WriteLine($"{at,6} s  {line}");
    }
}

using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;

namespace Settlement.Operator.Settler;

/// <summary>What happens at an armed crash point.</summary>
internal enum CrashAction
{
    /// <summary>The process kills itself with SIGKILL.</summary>
    Kill,

    /// <summary>The process stops itself with SIGSTOP, until somebody continues it.</summary>
    Pause,
}

/// <summary>
/// Crash points armed by lines <c>Point=Kill</c> or <c>Point=Pause</c> in a file. The file is read at each point, so it can be armed at any time; a
/// line is removed before it acts, so it acts once, however often the process starts again.
/// </summary>
/// <param name="path">The file; absent is empty.</param>
/// <param name="act">Does what is armed.</param>
/// <param name="logger">Tells that a point is reached.</param>
internal sealed class CrashPointFile(string path, Action<CrashAction> act, ILogger logger) : ICrashPoints
{
    /// <summary>Environment variable that names the file.</summary>
    public const string Variable = "SETTLEMENT_CRASH_POINTS";

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A line of the file is not understood.</exception>
    public void Reach(CrashPoint point)
    {
        if (Take(point) is not { } action)
            return;
        Log.CrashPointReached(logger, point, action);
        act(action);
    }

    private CrashAction? Take(CrashPoint point)
    {
        if (!File.Exists(path))
            return null;
        var lines = File.ReadAllLines(path).Where(static line => line.Trim().Length > 0).ToList();
        var armed = lines.Select(Parse).ToList();
        var index = armed.FindIndex(a => a.Point == point);
        if (index < 0)
            return null;
        lines.RemoveAt(index);
        // Written beside and moved, so that a kill by others in between leaves either the old lines or the new ones.
        var next = path + ".taken";
        File.WriteAllLines(next, lines);
        File.Move(next, path, overwrite: true);
        return armed[index].Action;
    }

    private (CrashPoint Point, CrashAction Action) Parse(string line, int index)
    {
        var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
        if (!IsName<CrashPoint>(parts[0], out var point))
            throw new InvalidDataException($"{path}, line {index + 1}: '{parts[0]}' is no crash point; there are {string.Join(", ", Enum.GetNames<CrashPoint>())}.");
        if (parts.Length < 2 || !IsName<CrashAction>(parts[1], out var action))
            throw new InvalidDataException($"{path}, line {index + 1}: '{line}' must be {parts[0]}=Kill or {parts[0]}=Pause.");
        return (point, action);
    }

    private static bool IsName<T>(string text, out T value) where T : struct, Enum =>
        Enum.TryParse(text, out value) && Enum.GetName(value) == text;
}

/// <summary>No crash point is armed.</summary>
internal sealed class NoCrashPoints : ICrashPoints
{
    /// <inheritdoc/>
    public void Reach(CrashPoint point)
    {
    }
}

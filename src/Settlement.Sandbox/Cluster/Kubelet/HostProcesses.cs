using System.Globalization;
using System.Runtime.InteropServices;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Signals to process groups and what /proc says about them.</summary>
internal static partial class HostProcesses
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    private const int NoSuchProcess = 3;

    private static readonly TimeSpan DeathCheck = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// Signals a whole group. Between fork and setsid the child is not yet a group of its own; then the one process is signalled, which is all
    /// there is. False when nothing is left to signal.
    /// </summary>
    public static bool SignalGroup(int processGroup, int signal) =>
        Kill(-processGroup, signal) == 0 || (Marshal.GetLastPInvokeError() == NoSuchProcess && Kill(processGroup, signal) == 0);

    /// <summary>Kills a group and completes when no member is alive. Members whose parent has not reaped them yet count as dead.</summary>
    public static async Task EndGroupAsync(int processGroup, TimeProvider time)
    {
        while (Kill(-processGroup, SigKill) == 0 && HasLivingMember(processGroup))
        {
            await Task.Delay(DeathCheck, time, CancellationToken.None);
        }
    }

    /// <summary>Start of a process in clock ticks since boot: with the pid it names a process beyond the reuse of its number. Null when it is not there.</summary>
    public static string? StartTicks(int pid) => ReadStat(pid.ToString(CultureInfo.InvariantCulture)) is { Length: > 19 } fields ? fields[19] : null;

    private static bool HasLivingMember(int processGroup)
    {
        var group = processGroup.ToString(CultureInfo.InvariantCulture);
        return Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]))
            .Any(name => ReadStat(name!) is { Length: > 2 } fields && fields[2] == group && fields[0] is not ("Z" or "X"));
    }

    // The fields after the command's name, which is in parentheses and may hold anything.
    private static string[]? ReadStat(string pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

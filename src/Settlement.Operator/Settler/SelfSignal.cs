using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Settlement.Operator.Settler;

/// <summary>Signals that the process sends to itself, for crash points.</summary>
internal static class SelfSignal
{
    private const int SigKill = 9;
    private const int SigStop = 19;

    /// <summary>Does a crash point's action. A kill does not return; a pause returns when somebody continues the process.</summary>
    public static void Act(CrashAction action)
    {
        if (Kill(Environment.ProcessId, action == CrashAction.Kill ? SigKill : SigStop) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"The process cannot send itself the signal for {action}");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

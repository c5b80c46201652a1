using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Settlement.Sandbox.Services;

/// <summary>A signal that the sandbox sends.</summary>
internal enum Signal
{
    /// <summary>SIGINT: PostgreSQL's fast shutdown.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM: the usual request to leave.</summary>
    Terminate = 15,
}

/// <summary>The few system calls that .NET has no method for.</summary>
internal static partial class Posix
{
    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal to one process; one that is gone already is no error.</summary>
    public static void SignalProcess(int pid, Signal signal) => Send(pid, signal);

    /// <summary>Sends a signal to a whole process group; one that is gone already is no error.</summary>
    public static void SignalGroup(int groupLeader, Signal signal) => Send(-groupLeader, signal);

    /// <summary>Gives a file or directory to another user.</summary>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (ChownCall(path, user, group) != 0)
            throw new SandboxException($"Cannot give {path} to user {user}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
    }

    private static void Send(int target, Signal signal)
    {
        // 0, 1, -1 and the like address far more than a child of ours.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Math.Abs(target), 1);
        if (KillCall(target, (int)signal) == 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        if (error != NoSuchProcess)
            throw new SandboxException($"Cannot send {signal} to process {Math.Abs(target)}: {new Win32Exception(error).Message}.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChownCall(string path, uint owner, uint group);
}

using System.CommandLine;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary>The option <c>--state</c>, shared by the commands that start a sandbox and those that use one.</summary>
internal static class StateOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string?> Create() => new("--state")
    {
        HelpName = "DIR",
        Description = "Directory of the sandbox: its data, logs, kubeconfig and sandbox.json. Default: artifacts/sandbox in the clone.",
    };

    /// <summary>The directory, absolute.</summary>
    public static string DirectoryOf(string? given) => Path.GetFullPath(given ?? ProjectLayout.Find().State);
}

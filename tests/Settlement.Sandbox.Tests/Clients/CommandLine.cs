using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Cluster;

namespace Settlement.Sandbox.Tests.Clients;

/// <summary>The pinned kubectl and helm, as a user of one namespace runs them.</summary>
internal sealed class CommandLine(ClientCluster cluster, string name)
{
    /// <summary>What the tools themselves are told to wait at most.</summary>
    public const string Patience = "--timeout=60s";

    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(90);

    public string Namespace => name;

    public string Home => cluster.Home;

    private Dictionary<string, string?> Environment => new()
    {
        ["KUBECONFIG"] = cluster.Kubeconfig,
        ["HOME"] = cluster.Home,
        ["KUBECACHEDIR"] = Path.Combine(cluster.Home, "kube-cache"),
        ["HELM_CACHE_HOME"] = Path.Combine(cluster.Home, "helm-cache"),
        ["HELM_CONFIG_HOME"] = Path.Combine(cluster.Home, "helm-config"),
        ["HELM_DATA_HOME"] = Path.Combine(cluster.Home, "helm-data"),
        ["HELM_NAMESPACE"] = name,
        ["LC_ALL"] = "C",
    };

    public Task<string> KubectlAsync(params string[] words) => SuccessAsync([PinnedTools.Kubectl, "--namespace", name, .. words], null);

    public Task<string> ApplyAsync(string manifest, params string[] words) => SuccessAsync([PinnedTools.Kubectl, "--namespace", name, "apply", "-f", "-", .. words], manifest);

    public Task<string> HelmAsync(params string[] words) => SuccessAsync([PinnedTools.Helm, .. words], null);

    /// <summary>What kubectl says when it is refused.</summary>
    public Task<string> RefusedAsync(params string[] words) => RefusedAsync([PinnedTools.Kubectl, "--namespace", name, .. words], null);

    public Task<string> ApplyRefusedAsync(string manifest, params string[] words) =>
        RefusedAsync([PinnedTools.Kubectl, "--namespace", name, "apply", "-f", "-", .. words], manifest);

    public Task<string> HelmRefusedAsync(params string[] words) => RefusedAsync([PinnedTools.Helm, .. words], null);

    /// <summary>Asks until kubectl says what is expected, for what becomes so by itself; it may fail before.</summary>
    public Task<HelperResult> UntilAsync(string what, Func<string, bool> isSo, params string[] words) =>
        TestNamespace.UntilAsync(what, () => TryAsync(null, words), answer => answer.ExitCode == 0 && isSo(answer.Output));

    /// <summary>kubectl with an input, whatever its exit code.</summary>
    public Task<HelperResult> TryAsync(string? input, params string[] words) => RunAsync([PinnedTools.Kubectl, "--namespace", name, .. words], input);

    /// <summary>Starts a kubectl that runs until it is disposed of.</summary>
    public Follower Follow(params string[] words) => Follower.Start([PinnedTools.Kubectl, "--namespace", name, .. words], Environment);

    private static string Told(IReadOnlyList<string> command, HelperResult result) =>
        $"{string.Join(' ', command)}: exit code {result.ExitCode}\n{result.Error}\n{result.Output}";

    private async Task<string> SuccessAsync(IReadOnlyList<string> command, string? input)
    {
        var result = await RunAsync(command, input);
        Assert.True(result.ExitCode == 0, Told(command, result));
        return result.Output;
    }

    private async Task<string> RefusedAsync(IReadOnlyList<string> command, string? input)
    {
        var result = await RunAsync(command, input);
        Assert.True(result.ExitCode == 1, Told(command, result));
        return result.Error;
    }

    private Task<HelperResult> RunAsync(IReadOnlyList<string> command, string? input) =>
        HelperProgram.RunAsync(command, CommandPatience, Environment, input, TestContext.Current.CancellationToken);
}

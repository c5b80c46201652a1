using System.Diagnostics;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

/// <summary>What a user does by hand. Needs kubectl on the PATH; missing, it skips, except where CI=true.</summary>
[Collection(ClusterCollection.Name)]
public sealed class KubectlTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Logs_rollout_and_deletion_work_with_kubectl()
    {
        var space = await cluster.NamespaceAsync();
        await StatefulSetTests.CreateAsync(space, "hand", 1, "Parallel", "echo one; echo two; sleep 1000");

        Assert.Contains("complete", await KubectlAsync(space, "rollout", "status", "statefulset/hand", "--timeout=60s"), StringComparison.Ordinal);
        await space.LoggedAsync("hand-0", "two");
        Assert.Equal("two\n", await KubectlAsync(space, "logs", "hand-0", "--tail=1", "--since=1h"));
        Assert.Matches(@"^\S+Z one\n\S+Z two\n$", await KubectlAsync(space, "logs", "hand-0", "--timestamps"));

        var pod = await space.RunningAsync("hand-0");
        await KubectlAsync(space, "delete", "pod", "hand-0", "--grace-period=0", "--force");

        await UntilAsync("the death of the process", () => Task.FromResult(IsAlive(Pid(pod))), alive => !alive);
    }

    private async Task<string> KubectlAsync(TestNamespace space, params string[] words)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null && Environment.GetEnvironmentVariable("CI") != "true", "There is no kubectl.");
        var start = new ProcessStartInfo(path ?? "kubectl", ["--kubeconfig", cluster.Server.KubeconfigPath, "--namespace", space.Name, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var kubectl = Process.Start(start)!;
        var error = kubectl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await kubectl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await kubectl.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(kubectl.ExitCode == 0, $"kubectl {string.Join(' ', words)}: {await error}");
        return output;
    }
}

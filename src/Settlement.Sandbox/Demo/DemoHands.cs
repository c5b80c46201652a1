using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Settlement.Kubernetes.Resources;
using Settlement.Sandbox.Demo.View;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Demo;

/// <summary>What a person would do with kubectl. Without a kubectl the built-in client does it, and says so.</summary>
/// <param name="world">The sandbox.</param>
/// <param name="kubectl">kubectl; null where there is none.</param>
/// <param name="view">Shown what is done.</param>
internal sealed class DemoHands(SandboxWorld world, KubectlTool? kubectl, DemoView view)
{
    /// <summary>Applies a manifest.</summary>
    public async Task ApplyAsync(string file, CancellationToken cancellationToken)
    {
        if (!await KubectlAsync(["apply", "-f", file], cancellationToken))
            await world.ApplyAsync(await File.ReadAllTextAsync(file, cancellationToken), cancellationToken);
    }

    /// <summary>Closes a run's market by hand.</summary>
    public async Task CloseAsync(string run, CancellationToken cancellationToken)
    {
        var annotation = $"{SettlementRun.CloseAnnotation}={SettlementRun.CloseNow}";
        if (await KubectlAsync(["annotate", "settlementrun", run, annotation], cancellationToken))
            return;
        var body = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [SettlementRun.CloseAnnotation] = SettlementRun.CloseNow } } };
        var patch = new V1Patch(body.ToJsonString(), V1Patch.PatchType.MergePatch);
        await world.Kubernetes.Client.CustomObjects.PatchNamespacedCustomObjectAsync(
            patch, SettlementRun.KubeGroup, SettlementRun.KubeApiVersion, SandboxWorld.Namespace, SettlementRun.KubePluralName, run, cancellationToken: cancellationToken);
    }

    /// <summary>Kills a pod's process, without any warning to it.</summary>
    public async Task KillAsync(string pod, CancellationToken cancellationToken)
    {
        if (!await KubectlAsync(["delete", "pod", pod, "--grace-period=0", "--force"], cancellationToken))
            await world.Kubernetes.Client.CoreV1.DeleteNamespacedPodAsync(
                pod, SandboxWorld.Namespace, new V1DeleteOptions { GracePeriodSeconds = 0 }, cancellationToken: cancellationToken);
    }

    private async Task<bool> KubectlAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var command = string.Join(' ', arguments);
        if (kubectl is null)
        {
            view.Happened($"built-in client, as there is no kubectl: {command}");
            return false;
        }
        view.Happened($"kubectl {command}");
        var answer = await kubectl.RunAsync(world.Kubeconfig, ["--namespace", SandboxWorld.Namespace, .. arguments], null, cancellationToken);
        return answer.ExitCode == 0
            ? true
            : throw new SandboxException($"'kubectl {command}' failed with exit code {answer.ExitCode}: {answer.Error.Trim()}");
    }
}

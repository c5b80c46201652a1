using k8s;
using k8s.Models;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class DeploymentTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("RollingUpdate")]
    [InlineData("Recreate")]
    public async Task Deployment_becomes_available_and_follows_its_template(string strategy)
    {
        var space = await cluster.NamespaceAsync();
        var labels = new Dictionary<string, string> { ["app"] = "operator" };
        await space.Client.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                Metadata = new V1ObjectMeta { Name = "operator" },
                Spec = new V1DeploymentSpec
                {
                    Replicas = 2,
                    Strategy = new V1DeploymentStrategy { Type = strategy },
                    Selector = new V1LabelSelector { MatchLabels = labels },
                    Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = Script("sleep 100") },
                },
            },
            space.Name,
            cancellationToken: TestContext.Current.CancellationToken);
        var first = await WaitAsync(space, "availability", IsComplete);
        Assert.Contains(first.Status.Conditions, condition => condition is { Type: "Available", Status: "True", Reason: "MinimumReplicasAvailable" });
        Assert.Contains(first.Status.Conditions, condition => condition is { Type: "Progressing", Status: "True", Reason: "NewReplicaSetAvailable" });

        await space.Client.AppsV1.PatchNamespacedDeploymentAsync(
            new V1Patch("""{"spec":{"template":{"metadata":{"annotations":{"new":"yes"}}}}}""", V1Patch.PatchType.MergePatch), "operator", space.Name, cancellationToken: TestContext.Current.CancellationToken);

        await WaitAsync(space, "the new template", found => found.Metadata.Annotations["deployment.kubernetes.io/revision"] == "2" && IsComplete(found));
        var pods = await UntilAsync(
            "the end of the old pods",
            async () => (await space.Client.CoreV1.ListNamespacedPodAsync(space.Name)).Items,
            found => found.Count == 2);
        Assert.All(pods, pod => Assert.Equal("yes", pod.Metadata.Annotations["new"]));
        var sets = (await space.Client.AppsV1.ListNamespacedReplicaSetAsync(space.Name, cancellationToken: TestContext.Current.CancellationToken)).Items;
        Assert.Equal(["1:0", "2:2"], sets.Select(set => $"{set.Metadata.Annotations["deployment.kubernetes.io/revision"]}:{set.Spec.Replicas}").Order());
    }

    private static bool IsComplete(V1Deployment found) =>
        found.Status is { Replicas: 2, UpdatedReplicas: 2, AvailableReplicas: 2 } && found.Status.ObservedGeneration == found.Metadata.Generation;

    private static Task<V1Deployment> WaitAsync(TestNamespace space, string what, Func<V1Deployment, bool> condition) =>
        UntilAsync($"{what} of the deployment", () => space.Client.AppsV1.ReadNamespacedDeploymentAsync("operator", space.Name), condition);
}

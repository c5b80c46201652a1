using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class DisruptionTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Eviction_that_breaks_the_budget_is_refused()
    {
        var space = await cluster.NamespaceAsync();
        await StatefulSetTests.CreateAsync(space, "guarded", 1, "Parallel", "sleep 100");
        await CreateBudgetAsync(space, "guarded", new V1PodDisruptionBudgetSpec { MinAvailable = "1" });
        await space.ReadyAsync("guarded-0");
        await WaitAsync(space, found => found.Status is { CurrentHealthy: 1, DesiredHealthy: 1, ExpectedPods: 1, DisruptionsAllowed: 0 });

        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => EvictAsync(space, "guarded-0"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refusal.Response.StatusCode);
        Assert.Null((await space.FindAsync("guarded-0"))!.Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task Eviction_within_the_budget_uses_it_up_until_the_replacement_is_ready()
    {
        var space = await cluster.NamespaceAsync();
        await StatefulSetTests.CreateAsync(space, "guarded", 2, "Parallel", "trap '' TERM; while :; do sleep 0.05; done");
        await CreateBudgetAsync(space, "guarded", new V1PodDisruptionBudgetSpec { MaxUnavailable = "1" });
        await WaitAsync(space, found => found.Status is { CurrentHealthy: 2, DesiredHealthy: 1, DisruptionsAllowed: 1, ObservedGeneration: 1 });
        var first = await space.ReadyAsync("guarded-0");

        await EvictAsync(space, "guarded-0");

        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => EvictAsync(space, "guarded-1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refusal.Response.StatusCode);
        await space.DeleteAsync("guarded-0", grace: 0);
        await space.WaitAsync("guarded-0", "the replacement", found => found.Uid() != first.Uid() && IsReady(found));
        await WaitAsync(space, found => found.Status is { CurrentHealthy: 2, DisruptionsAllowed: 1, DisruptedPods: null });
    }

    [Theory]
    [InlineData(-60, 2)]
    [InlineData(60, 1)]
    public async Task A_disrupted_pod_counts_by_its_name_only_if_it_is_older_than_the_entry(int secondsAfterItsCreation, int healthy)
    {
        var space = await cluster.NamespaceAsync();
        await StatefulSetTests.CreateAsync(space, "guarded", 2, "Parallel", "while :; do sleep 0.05; done");
        await CreateBudgetAsync(space, "guarded", new V1PodDisruptionBudgetSpec { MaxUnavailable = "1" });
        await WaitAsync(space, found => found.Status is { CurrentHealthy: 2 });
        var pod = await space.ReadyAsync("guarded-0");

        var created = pod.CreationTimestamp();
        var entries = new Dictionary<string, DateTime?> { ["guarded-0"] = created!.Value.AddSeconds(secondsAfterItsCreation), ["gone"] = created };
        await space.Client.PolicyV1.PatchNamespacedPodDisruptionBudgetStatusAsync(
            new V1Patch(new { status = new { disruptedPods = entries } }, V1Patch.PatchType.MergePatch), "budget", space.Name, cancellationToken: TestContext.Current.CancellationToken);

        await WaitAsync(
            space,
            found => found.Status.CurrentHealthy == healthy && (found.Status.DisruptedPods is null) == (healthy == 2) && found.Status.DisruptedPods?.ContainsKey("gone") != true);
    }

    private static Task<V1PodDisruptionBudget> CreateBudgetAsync(TestNamespace space, string app, V1PodDisruptionBudgetSpec spec)
    {
        spec.Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = app } };
        return space.Client.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(
            new V1PodDisruptionBudget { Metadata = new V1ObjectMeta { Name = "budget" }, Spec = spec }, space.Name);
    }

    private static Task<V1PodDisruptionBudget> WaitAsync(TestNamespace space, Func<V1PodDisruptionBudget, bool> condition) =>
        UntilAsync("the budget's status", () => space.Client.PolicyV1.ReadNamespacedPodDisruptionBudgetAsync("budget", space.Name), condition);

    private static Task<V1Eviction> EvictAsync(TestNamespace space, string pod) =>
        space.Client.CoreV1.CreateNamespacedPodEvictionAsync(new V1Eviction { Metadata = new V1ObjectMeta { Name = pod } }, pod, space.Name);
}

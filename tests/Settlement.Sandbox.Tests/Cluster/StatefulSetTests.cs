using k8s;
using k8s.Models;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class StatefulSetTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Pods_in_parallel_get_stable_names_and_the_set_a_status()
    {
        var space = await cluster.NamespaceAsync();
        await CreateAsync(space, "settler", 3, "Parallel", "sleep 100");

        var set = await WaitAsync(space, "settler", "three ready pods", found => found.Status?.ReadyReplicas == 3 && found.Status.AvailableReplicas == 3);

        Assert.Equal((1, 3, 3, 3), (set.Status.ObservedGeneration, set.Status.Replicas, set.Status.CurrentReplicas, set.Status.UpdatedReplicas));
        var pods = await PodsAsync(space);
        Assert.Equal(["settler-0", "settler-1", "settler-2"], pods.Select(pod => pod.Name()));
        Assert.All(pods, pod => Assert.Equal(set.Status.UpdateRevision, pod.Metadata.Labels["controller-revision-hash"]));
        Assert.All(pods, pod => Assert.Equal((set.Uid(), true), (pod.Metadata.OwnerReferences[0].Uid, pod.Metadata.OwnerReferences[0].Controller)));
        Assert.Equal(("settler-1", "peers"), (pods[1].Spec.Hostname, pods[1].Spec.Subdomain));
    }

    [Fact]
    public async Task Ordered_set_waits_for_each_pod_to_be_ready()
    {
        var space = await cluster.NamespaceAsync();
        var gate = Path.Combine(cluster.StateDirectory, space.Name + ".gate");
        await CreateAsync(space, "ordered", 2, "OrderedReady", "sleep 100", container =>
            container.ReadinessProbe = new V1Probe { PeriodSeconds = 1, Exec = new V1ExecAction { Command = ["test", "-e", gate] } });

        await space.RunningAsync("ordered-0");
        await space.EventsAsync("ordered-0", "Unhealthy");
        Assert.Null(await space.FindAsync("ordered-1"));
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);

        await space.ReadyAsync("ordered-1");
    }

    [Fact]
    public async Task Deleted_pod_comes_back_under_its_name_as_another_process()
    {
        var space = await cluster.NamespaceAsync();
        await CreateAsync(space, "back", 2, "Parallel", "sleep 100");
        var first = await space.ReadyAsync("back-0");

        await space.DeleteAsync("back-0", grace: 0);

        var second = await space.WaitAsync("back-0", "its successor", found => found.Uid() != first.Uid() && IsReady(found));
        Assert.False(IsAlive(Pid(first)));
        Assert.NotEqual(Pid(first), Pid(second));
    }

    [Fact]
    public async Task Scaling_down_removes_the_highest_ordinals()
    {
        var space = await cluster.NamespaceAsync();
        await CreateAsync(space, "shrink", 3, "OrderedReady", "sleep 100");
        await WaitAsync(space, "shrink", "three ready pods", found => found.Status?.ReadyReplicas == 3);

        await ScaleAsync(space, "shrink", 1);

        var set = await WaitAsync(space, "shrink", "one pod", found => found.Status is { Replicas: 1, ObservedGeneration: 2 });
        Assert.Equal(["shrink-0"], (await PodsAsync(space)).Select(pod => pod.Name()));
        Assert.Equal(1, set.Status.ReadyReplicas);
    }

    [Fact]
    public async Task Changed_template_replaces_pods_from_the_top_one_at_a_time()
    {
        var space = await cluster.NamespaceAsync();
        await CreateAsync(space, "roll", 2, "Parallel", "sleep 100");
        var before = await WaitAsync(space, "roll", "two ready pods", found => found.Status?.ReadyReplicas == 2);

        await space.Client.AppsV1.PatchNamespacedStatefulSetAsync(
            new V1Patch("""{"spec":{"template":{"metadata":{"annotations":{"new":"yes"}}}}}""", V1Patch.PatchType.MergePatch), "roll", space.Name, cancellationToken: TestContext.Current.CancellationToken);

        var after = await WaitAsync(space, "roll", "the new revision", found => found.Status.CurrentRevision != before.Status.CurrentRevision);
        Assert.Equal((2, after.Status.UpdateRevision), (after.Status.UpdatedReplicas, after.Status.CurrentRevision));
        var pods = await PodsAsync(space);
        Assert.All(pods, pod => Assert.Equal("yes", pod.Metadata.Annotations["new"]));
        Assert.True(pods[1].Status.StartTime <= pods[0].Status.StartTime);
    }

    [Fact]
    public async Task Matching_orphan_with_a_fitting_name_is_adopted()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("adopt-0", Script("sleep 100"), labels: new Dictionary<string, string> { ["app"] = "adopt" });
        var orphan = await space.ReadyAsync("adopt-0");

        var set = await CreateAsync(space, "adopt", 1, "Parallel", "sleep 100", update: "OnDelete");

        var pod = await space.WaitAsync("adopt-0", "its owner", found => found.Metadata.OwnerReferences is { Count: 1 });
        Assert.Equal((orphan.Uid(), set.Uid()), (pod.Uid(), pod.Metadata.OwnerReferences[0].Uid));
    }

    internal static Task<V1StatefulSet> CreateAsync(
        TestNamespace space, string name, int replicas, string policy, string script, Action<V1Container>? change = null, string update = "RollingUpdate")
    {
        var labels = new Dictionary<string, string> { ["app"] = name };
        return space.Client.AppsV1.CreateNamespacedStatefulSetAsync(
            new V1StatefulSet
            {
                Metadata = new V1ObjectMeta { Name = name },
                Spec = new V1StatefulSetSpec
                {
                    Replicas = replicas,
                    ServiceName = "peers",
                    PodManagementPolicy = policy,
                    UpdateStrategy = new V1StatefulSetUpdateStrategy { Type = update },
                    Selector = new V1LabelSelector { MatchLabels = labels },
                    Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = Script(script, spec => change?.Invoke(spec.Containers[0])) },
                },
            },
            space.Name);
    }

    internal static Task<V1StatefulSet> WaitAsync(TestNamespace space, string name, string what, Func<V1StatefulSet, bool> condition) =>
        UntilAsync($"{what} of stateful set {name}", () => space.Client.AppsV1.ReadNamespacedStatefulSetAsync(name, space.Name), condition);

    private static Task<V1Scale> ScaleAsync(TestNamespace space, string name, int replicas) =>
        space.Client.AppsV1.PatchNamespacedStatefulSetScaleAsync(new V1Patch(new { spec = new { replicas } }, V1Patch.PatchType.MergePatch), name, space.Name);

    private static async Task<List<V1Pod>> PodsAsync(TestNamespace space) =>
        [.. (await space.Client.CoreV1.ListNamespacedPodAsync(space.Name)).Items.OrderBy(pod => pod.Name(), StringComparer.Ordinal)];
}

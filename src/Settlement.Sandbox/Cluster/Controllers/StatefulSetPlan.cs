using k8s.Models;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>What one reconcile of a StatefulSet does.</summary>
/// <param name="Create">Ordinals to create, each with whether it gets the new template.</param>
/// <param name="Delete">Pods to delete.</param>
internal sealed record StatefulSetSteps(IReadOnlyList<(int Ordinal, bool NewTemplate)> Create, IReadOnlyList<V1Pod> Delete);

/// <summary>
/// Decides a StatefulSet's next steps from what exists; a pure function. A pod object stands for its ordinal until it is gone, so a replacement is
/// created only after that, and the kubelet starts it only after its predecessor's processes are dead.
/// </summary>
internal static class StatefulSetPlan
{
    public static StatefulSetSteps Of(V1StatefulSetSpec spec, IReadOnlyDictionary<int, V1Pod> pods, string updateRevision, string currentRevision, DateTimeOffset now)
    {
        var first = spec.Ordinals?.Start ?? 0;
        var wanted = Enumerable.Range(first, spec.Replicas ?? 1).ToList();
        var condemned = pods.Keys.Where(ordinal => !wanted.Contains(ordinal)).OrderDescending().ToList();
        var inOrder = (spec.PodManagementPolicy ?? "OrderedReady") == "OrderedReady";
        var partition = spec.UpdateStrategy?.RollingUpdate?.Partition ?? 0;
        bool NewTemplate(int ordinal) => updateRevision == currentRevision || (ordinal >= partition && spec.UpdateStrategy?.Type != "OnDelete");
        bool Healthy(V1Pod pod)
        {
            TimeSpan? wait = null;
            return pod.IsActive() && pod.IsReady() && pod.IsAvailable(spec.MinReadySeconds, now, ref wait);
        }

        // A pod that has ended for good is replaced: first it has to go.
        var ended = pods.Where(entry => wanted.Contains(entry.Key) && entry.Value.IsOver() && !entry.Value.IsTerminating()).Select(entry => entry.Value).ToList();
        if (ended.Count > 0)
        {
            return new StatefulSetSteps([], ended);
        }

        var missing = wanted.Where(ordinal => !pods.ContainsKey(ordinal)).Select(ordinal => (ordinal, NewTemplate(ordinal))).ToList();
        if (!inOrder)
        {
            var leaving = condemned.Select(ordinal => pods[ordinal]).Where(pod => !pod.IsTerminating()).ToList();
            return missing.Count > 0 || leaving.Count > 0
                ? new StatefulSetSteps(missing, leaving)
                : new StatefulSetSteps([], NextUpdate(spec, wanted, pods, updateRevision, partition, Healthy));
        }

        // In order: up to the first ordinal that is not healthy, from the bottom; then down, from the top; then the update.
        foreach (var ordinal in wanted)
        {
            if (!pods.TryGetValue(ordinal, out var pod))
            {
                return new StatefulSetSteps([(ordinal, NewTemplate(ordinal))], []);
            }

            if (!Healthy(pod))
            {
                // A pod of an old template that never gets ready must not block the update that would repair it.
                var broken = !pod.IsTerminating() && !pod.IsReady() && ordinal >= partition && IsOld(pod, updateRevision) && spec.UpdateStrategy?.Type != "OnDelete";
                return new StatefulSetSteps([], broken ? [pod] : []);
            }
        }

        if (condemned.Count > 0)
        {
            var top = pods[condemned[0]];
            return new StatefulSetSteps([], top.IsTerminating() ? [] : [top]);
        }

        return new StatefulSetSteps([], NextUpdate(spec, wanted, pods, updateRevision, partition, Healthy));
    }

    private static bool IsOld(V1Pod pod, string updateRevision) => pod.Label(StatefulSetController.RevisionLabel) != updateRevision;

    // From the highest ordinal down to the partition, one at a time: the next only when all above are new and healthy.
    private static IReadOnlyList<V1Pod> NextUpdate(
        V1StatefulSetSpec spec, List<int> wanted, IReadOnlyDictionary<int, V1Pod> pods, string updateRevision, int partition, Func<V1Pod, bool> healthy)
    {
        if (spec.UpdateStrategy?.Type == "OnDelete")
        {
            return [];
        }

        foreach (var ordinal in wanted.Where(ordinal => ordinal >= partition).OrderDescending())
        {
            var pod = pods[ordinal];
            if (IsOld(pod, updateRevision))
            {
                return pod.IsTerminating() ? [] : [pod];
            }

            if (!healthy(pod))
            {
                return [];
            }
        }

        return [];
    }
}

using k8s.Models;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>Decides which ReplicaSets of a Deployment change their size, and to what; a pure function.</summary>
internal static class DeploymentPlan
{
    public static IReadOnlyList<(V1ReplicaSet Set, int Replicas)> Of(V1DeploymentSpec spec, V1ReplicaSet current, IReadOnlyList<V1ReplicaSet> old)
    {
        var wanted = spec.Replicas ?? 1;
        var oldSize = old.Sum(Size);
        if (spec.Strategy?.Type == "Recreate" && old.Any(set => Size(set) > 0 || set.Status?.Replicas > 0 || set.Status?.TerminatingReplicas > 0))
        {
            return [.. old.Where(set => Size(set) > 0).Select(set => (set, 0))];
        }

        var (surge, unavailable) = spec.Strategy?.Type == "Recreate" ? (0, 0) : Allowances(spec, wanted);
        var steps = new List<(V1ReplicaSet Set, int Replicas)>();
        var newSize = Size(current) >= wanted ? wanted : Math.Min(wanted, Math.Max(Size(current), wanted + surge - oldSize));
        if (newSize != Size(current))
        {
            steps.Add((current, newSize));
        }

        // Old pods that are not available cost nothing to remove; of the others only what the minimum leaves.
        var spare = Math.Max(0, (current.Status?.AvailableReplicas ?? 0) + old.Sum(Available) - (wanted - unavailable));
        foreach (var set in old.Where(set => Size(set) > 0))
        {
            var broken = Math.Max(0, Size(set) - Available(set));
            var taken = Math.Min(spare, Size(set) - broken);
            spare -= taken;
            if (broken + taken > 0)
            {
                steps.Add((set, Size(set) - broken - taken));
            }
        }

        return steps;
    }

    private static int Size(V1ReplicaSet set) => set.Spec.Replicas ?? 1;

    private static int Available(V1ReplicaSet set) => Math.Min(Size(set), set.Status?.AvailableReplicas ?? 0);

    private static (int Surge, int Unavailable) Allowances(V1DeploymentSpec spec, int wanted)
    {
        var surge = spec.Strategy?.RollingUpdate?.MaxSurge?.Of(wanted, roundUp: true) ?? ((wanted + 3) / 4);
        var unavailable = spec.Strategy?.RollingUpdate?.MaxUnavailable?.Of(wanted, roundUp: false) ?? (wanted / 4);
        return surge == 0 && unavailable == 0 ? (0, 1) : (surge, unavailable);
    }
}

using k8s.Models;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>What controllers ask of a pod.</summary>
internal static class PodFacts
{
    public static bool IsOver(this V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    public static bool IsTerminating(this V1Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    public static bool IsActive(this V1Pod pod) => !pod.IsOver() && !pod.IsTerminating();

    public static bool IsReady(this V1Pod pod) => ReadyCondition(pod) is { Status: "True" };

    /// <summary>Ready for at least <paramref name="minReadySeconds"/>; else <paramref name="wait"/> is how long that still takes, or null.</summary>
    public static bool IsAvailable(this V1Pod pod, int? minReadySeconds, DateTimeOffset now, ref TimeSpan? wait)
    {
        if (ReadyCondition(pod) is not { Status: "True" } ready)
        {
            return false;
        }

        if (minReadySeconds is null or 0 || ready.LastTransitionTime is not { } since)
        {
            return true;
        }

        var left = since.ToUniversalTime() + TimeSpan.FromSeconds(minReadySeconds.Value) - now.UtcDateTime;
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        wait = wait is { } shorter && shorter < left ? shorter : left;
        return false;
    }

    public static string? Label(this V1Pod pod, string name) => pod.Metadata.Labels?.TryGetValue(name, out var value) == true ? value : null;

    private static V1PodCondition? ReadyCondition(V1Pod pod) => pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
}

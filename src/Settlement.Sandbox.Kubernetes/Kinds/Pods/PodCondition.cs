using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>The state of a pod in the words of <c>kubectl get pods</c>.</summary>
/// <param name="Status">One word, such as <c>Running</c>, <c>Init:0/1</c>, <c>CrashLoopBackOff</c>, <c>Terminating</c>.</param>
/// <param name="Ready">Containers that are ready, init containers that stay running included.</param>
/// <param name="Containers">Containers that should be ready.</param>
/// <param name="Restarts">Restarts of all of them.</param>
/// <param name="LastRestart">When the last one that was restarted had ended; null without restarts.</param>
internal sealed record PodCondition(string Status, int Ready, int Containers, long Restarts, string? LastRestart)
{
    public static PodCondition Of(JsonObject pod)
    {
        var (spec, status) = (pod.Object("spec"), pod.Object("status"));
        var staying = spec.Objects("initContainers").Where(c => c.Text("restartPolicy") == "Always").Select(c => c.Text("name")).ToHashSet();
        var inits = status.Objects("initContainerStatuses").ToList();
        var mains = status.Objects("containerStatuses").ToList();
        var beforehand = Initializing(inits, staying, spec.Objects("initContainers").Count());
        var initialized = beforehand is null || IsTrue(status, "Initialized");
        var counted = initialized ? [.. inits.Where(c => staying.Contains(c.Text("name"))), .. mains] : inits;
        var ready = inits.Count(c => staying.Contains(c.Text("name")) && c.Flag("started") && c.Flag("ready")) + (initialized ? mains.Count(IsRunning) : 0);

        var word = beforehand ?? Phase(status);
        if (initialized)
        {
            word = Main(mains, status, word);
        }

        var restarts = counted.Sum(c => c.Number("restartCount") ?? 0);
        var last = counted.Select(c => c.Object("lastState", "terminated").Text("finishedAt")).Where(t => t is not null).Max(StringComparer.Ordinal);
        return new PodCondition(Ending(pod, word), ready, spec.Objects("containers").Count() + staying.Count, restarts, restarts == 0 ? null : last);
    }

    public static bool IsTrue(JsonObject? status, string? condition) =>
        status.Objects("conditions").Any(c => c.Text("type") == condition && c.Text("status") == "True");

    private static string Phase(JsonObject? status)
    {
        var gated = status.Objects("conditions").Any(c => c.Text("type") == "PodScheduled" && c.Text("reason") == "SchedulingGated");
        return gated ? "SchedulingGated" : status.Text("reason") is { Length: > 0 } reason ? reason : status.Text("phase") ?? "";
    }

    /// <summary>What the first init container that is not done says; null when all are done.</summary>
    private static string? Initializing(List<JsonObject> inits, HashSet<string?> staying, int planned)
    {
        for (var i = 0; i < inits.Count; i++)
        {
            var state = inits[i].Object("state");
            var ended = state.Object("terminated");
            if (ended is not null && (ended.Number("exitCode") ?? 0) == 0)
            {
                continue;
            }

            if (staying.Contains(inits[i].Text("name")) && inits[i].Flag("started"))
            {
                continue;
            }

            var waiting = state.Object("waiting").Text("reason");
            return ended is not null ? "Init:" + Ended(ended)
                : waiting is { Length: > 0 } and not "PodInitializing" ? "Init:" + waiting
                : $"Init:{i}/{planned}";
        }

        return null;
    }

    private static string Main(List<JsonObject> mains, JsonObject? status, string word)
    {
        foreach (var container in Enumerable.Reverse(mains))
        {
            var state = container.Object("state");
            if (state.Object("waiting").Text("reason") is { Length: > 0 } waiting)
            {
                word = waiting;
            }
            else if (state.Object("terminated") is { } ended)
            {
                word = Ended(ended);
            }
        }

        return word == "Completed" && mains.Any(IsRunning) ? (IsTrue(status, "Ready") ? "Running" : "NotReady") : word;
    }

    private static bool IsRunning(JsonObject container) => container.Flag("ready") && container.Object("state", "running") is not null;

    private static string Ended(JsonObject ended) =>
        ended.Text("reason") is { Length: > 0 } reason ? reason
        : ended.Number("signal") is { } signal and not 0 ? $"Signal:{signal}"
        : $"ExitCode:{ended.Number("exitCode") ?? 0}";

    private static string Ending(JsonObject pod, string word)
    {
        var status = pod.Object("status");
        return pod.Object("metadata").Text("deletionTimestamp") is null ? word
            : status.Text("reason") == "NodeLost" ? "Unknown"
            : status.Text("phase") is "Succeeded" or "Failed" ? word
            : "Terminating";
    }
}

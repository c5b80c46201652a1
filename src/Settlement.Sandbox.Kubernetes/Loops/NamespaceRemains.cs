using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>What is left in a namespace that is being emptied, and the conditions that say so.</summary>
internal sealed class NamespaceRemains
{
    private readonly List<string> _remaining = [];
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);

    /// <summary>Why single objects could not be deleted.</summary>
    public List<string> Failures { get; } = [];

    public bool IsNothing => _remaining.Count == 0 && Failures.Count == 0;

    public void Add(GroupResource resource, IReadOnlyList<JsonObject> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        _remaining.Add($"{resource} has {values.Count} resource instances");
        foreach (var finalizer in values.SelectMany(value => value.Object("metadata").Array("finalizers") ?? []).Select(finalizer => (string?)finalizer ?? ""))
        {
            _finalizers[finalizer] = _finalizers.GetValueOrDefault(finalizer) + 1;
        }
    }

    /// <summary>Sets the conditions of the namespace.</summary>
    /// <returns>Whether one has changed.</returns>
    public bool Report(JsonObject value, DateTimeOffset now)
    {
        _remaining.Sort(StringComparer.Ordinal);
        var status = value["status"] as JsonObject ?? [];
        value["status"] = status;
        var conditions = status["conditions"] as JsonArray ?? [];
        status["conditions"] = conditions;
        var changed = Set(conditions, now, "NamespaceDeletionDiscoveryFailure", null, "ResourcesDiscovered", "All resources successfully discovered");
        changed |= Set(conditions, now, "NamespaceDeletionGroupVersionParsingFailure", null, "ParsedGroupVersions", "All legacy kube types successfully parsed");
        changed |= Set(
            conditions,
            now,
            "NamespaceDeletionContentFailure",
            Failures.Count == 0 ? null : ("ContentDeletionFailed", $"Failed to delete all resource types, {Failures.Count} remaining: {string.Join(", ", Failures)}"),
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization");
        changed |= Set(
            conditions,
            now,
            "NamespaceContentRemaining",
            _remaining.Count == 0 ? null : ("SomeResourcesRemain", $"Some resources are remaining: {string.Join(", ", _remaining)}"),
            "ContentRemoved",
            "All content successfully removed");
        changed |= Set(
            conditions,
            now,
            "NamespaceFinalizersRemaining",
            _finalizers.Count == 0 ? null : ("SomeFinalizersRemain", $"Some content in the namespace has finalizers remaining: {string.Join(", ", _finalizers.Select(pair => $"{pair.Key} in {pair.Value} resource instances"))}"),
            "ContentHasNoFinalizers",
            "All content-preserving finalizers finished");
        return changed;
    }

    private static bool Set(JsonArray conditions, DateTimeOffset now, string type, (string Reason, string Message)? problem, string reason, string message)
    {
        var state = problem is null ? "False" : "True";
        var text = problem?.Message ?? message;
        var old = conditions.OfType<JsonObject>().FirstOrDefault(condition => condition.Text("type") == type);
        if (old is not null && old.Text("status") == state && old.Text("message") == text)
        {
            return false;
        }

        var since = old is not null && old.Text("status") == state ? old.Text("lastTransitionTime") : now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var condition = new JsonObject { ["type"] = type, ["status"] = state, ["lastTransitionTime"] = since, ["reason"] = problem?.Reason ?? reason, ["message"] = text };
        if (old is null)
        {
            conditions.Add((JsonNode)condition);
        }
        else
        {
            conditions[conditions.IndexOf(old)] = condition;
        }

        return true;
    }
}

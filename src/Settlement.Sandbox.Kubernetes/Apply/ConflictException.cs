using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>An apply would change fields that others own.</summary>
internal sealed class ConflictException(IReadOnlyDictionary<ManagerId, FieldSet> conflicts) : Exception("an apply would change fields that others own")
{
    /// <summary>The fields by their owners, ordered.</summary>
    public IReadOnlyDictionary<ManagerId, FieldSet> Conflicts { get; } = conflicts;

    public StatusException ToStatus()
    {
        var all = Conflicts.SelectMany(c => c.Value.Paths().Select(path => (Manager: c.Key, Path: path))).ToList();
        var message = all.Count == 1
            ? $"Apply failed with 1 conflict: conflict with {all[0].Manager}: {all[0].Path}"
            : $"Apply failed with {all.Count} conflicts: {string.Join('\n', Conflicts.Select(c => $"conflicts with {c.Key}:{string.Concat(c.Value.Paths().Select(path => $"\n- {path}"))}"))}";
        var causes = all.Select(c => new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {c.Manager}", ["field"] = c.Path });
        return new StatusException(409, "Conflict", message, new JsonObject { ["causes"] = new JsonArray([.. causes]) });
    }
}

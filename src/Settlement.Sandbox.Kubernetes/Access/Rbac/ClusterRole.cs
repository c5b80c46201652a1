using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>A cluster role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">By which others take it in.</param>
/// <param name="Rules">Its own rules.</param>
/// <param name="Aggregates">Label selectors of the roles that it takes in; null if it takes in none.</param>
internal sealed record ClusterRole(string Name, JsonObject? Labels, IReadOnlyList<PolicyRule> Rules, IReadOnlyList<JsonObject>? Aggregates)
{
    public static ClusterRole Read(JsonObject role) => new(
        role.Name(),
        role.Object("metadata", "labels"),
        PolicyRule.ReadAll(role),
        role["aggregationRule"] is JsonObject aggregation ? [.. aggregation.Objects("clusterRoleSelectors")] : null);

    /// <summary>The rules of this role and of all that it takes in, however far down.</summary>
    public IReadOnlyList<PolicyRule> AllRules(IReadOnlyCollection<ClusterRole> others)
    {
        if (Aggregates is null)
        {
            return Rules;
        }

        List<ClusterRole> taken = [this];
        for (var i = 0; i < taken.Count; i++)
        {
            var selectors = taken[i].Aggregates ?? [];
            taken.AddRange(others.Where(other => selectors.Any(selector => LabelMatch.Matches(selector, other.Labels)) && !taken.Contains(other)).ToList());
        }

        return [.. taken.SelectMany(role => role.Rules).Distinct()];
    }
}

using k8s.Models;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>Label selectors. A missing one selects nothing, an empty one everything, as for workloads and budgets.</summary>
internal static class Selectors
{
    public static bool Selects(this V1LabelSelector? selector, IDictionary<string, string>? labels)
    {
        if (selector is null)
        {
            return false;
        }

        string? Find(string name) => labels?.TryGetValue(name, out var value) == true ? value : null;
        return (selector.MatchLabels ?? new Dictionary<string, string>()).All(wanted => Find(wanted.Key) == wanted.Value)
            && (selector.MatchExpressions ?? []).All(expression => expression.OperatorProperty switch
            {
                "In" => Find(expression.Key) is { } value && expression.Values.Contains(value),
                "NotIn" => Find(expression.Key) is not { } value || !expression.Values.Contains(value),
                "Exists" => Find(expression.Key) is not null,
                "DoesNotExist" => Find(expression.Key) is null,
                _ => false,
            });
    }
}

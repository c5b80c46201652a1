using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>Which of a definition's names it may have, beside the other definitions of its group.</summary>
internal static class AcceptedNames
{
    /// <summary>Sets acceptedNames and the condition NamesAccepted, and Established as long as it is not true. True if anything changed.</summary>
    /// <param name="definition">The definition; its status is changed.</param>
    /// <param name="others">The other definitions of the same group.</param>
    /// <param name="now">Time of transitions.</param>
    public static bool Decide(JsonObject definition, IEnumerable<JsonObject> others, DateTimeOffset now)
    {
        var wanted = definition.Object("spec", "names") ?? [];
        var had = definition.Object("status", "acceptedNames") ?? [];
        var (resources, kinds) = Used(others);
        var accepted = had.DeepClone().AsObject();
        (string Reason, string Message)? conflict = null;

        Take("plural", resources, "PluralConflict");
        Take("singular", resources, "SingularConflict");
        TakeShortNames();
        Take("kind", kinds, "KindConflict");
        Take("listKind", kinds, "ListKindConflict");
        Copy("categories");

        var status = definition.Object("status") ?? [];
        definition["status"] = status;
        var changed = !JsonNode.DeepEquals(had, accepted);
        status["acceptedNames"] = Ordered(accepted);
        changed |= Conditions.Set(definition, "NamesAccepted", conflict is null, conflict?.Reason ?? "NoConflicts", conflict?.Message ?? "no conflicts found", now);
        if (!Conditions.IsTrue(definition, "Established"))
        {
            changed |= conflict is null
                ? Conditions.Set(definition, "Established", false, "Installing", "the initial names have been accepted", now)
                : Conditions.Find(definition, "Established") is null && Conditions.Set(definition, "Established", false, "NotAccepted", "not all names are accepted", now);
        }

        return changed;

        void Take(string name, HashSet<string> used, string reason)
        {
            var text = wanted.Text(name) ?? "";
            if (text != had.Text(name) && used.Contains(text))
            {
                conflict = (reason, InUse(text));
            }
            else
            {
                Copy(name);
            }
        }

        void TakeShortNames()
        {
            var own = Texts(had, "shortNames");
            var taken = Texts(wanted, "shortNames").Where(n => !own.Contains(n) && resources.Contains(n)).Select(InUse).Distinct(StringComparer.Ordinal).ToList();
            if (taken.Count == 0)
            {
                Copy("shortNames");
            }
            else
            {
                conflict = ("ShortNamesConflict", taken.Count == 1 ? taken[0] : $"[{string.Join(", ", taken)}]");
            }
        }

        void Copy(string name)
        {
            if (wanted[name] is { } value)
            {
                accepted[name] = value.DeepClone();
            }
            else
            {
                accepted.Remove(name);
            }
        }
    }

    private static string InUse(string name) => $"{GoText.Quote(name)} is already in use";

    private static (HashSet<string> Resources, HashSet<string> Kinds) Used(IEnumerable<JsonObject> others)
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var names in others.Select(o => o.Object("status", "acceptedNames")))
        {
            resources.UnionWith([names.Text("plural") ?? "", names.Text("singular") ?? "", .. Texts(names, "shortNames")]);
            kinds.UnionWith([names.Text("kind") ?? "", names.Text("listKind") ?? ""]);
        }

        resources.Remove("");
        kinds.Remove("");
        return (resources, kinds);
    }

    private static IReadOnlyList<string> Texts(JsonObject? names, string name) => [.. names.Array(name)?.Select(n => n?.ToString() ?? "") ?? []];

    private static JsonObject Ordered(JsonObject names)
    {
        var result = new JsonObject();
        foreach (var name in (string[])["plural", "singular", "shortNames", "kind", "listKind", "categories"])
        {
            if (names[name] is { } value)
            {
                result[name] = value.DeepClone();
            }
        }

        return result;
    }
}

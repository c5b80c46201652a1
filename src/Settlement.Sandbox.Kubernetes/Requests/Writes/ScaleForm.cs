using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>Between an object and its Scale.</summary>
internal static class ScaleForm
{
    private static readonly string[] Shown = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"];

    public static JsonObject Of(ResourceType type, JsonObject value)
    {
        var metadata = new JsonObject();
        foreach (var name in Shown)
        {
            if (value.Metadata()[name] is { } member)
            {
                metadata[name] = member.DeepClone();
            }
        }

        var (paths, spec) = (type.Scale!, new JsonObject());
        if (Number(value, paths.SpecReplicas) is var wanted && (wanted != 0 || !type.IsCustom))
        {
            spec["replicas"] = wanted;
        }

        var status = new JsonObject { ["replicas"] = Number(value, paths.StatusReplicas) };
        if (Selector(value, paths.Selector) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }

        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = metadata, ["spec"] = spec, ["status"] = status };
    }

    /// <summary>Writes into the object what the Scale wants.</summary>
    /// <exception cref="StatusException">409 or 422: it is another object, or no number.</exception>
    public static void Write(ResourceType type, JsonObject value, JsonObject scale)
    {
        if (scale.Uid() is { Length: > 0 } uid && uid != value.Uid())
        {
            throw StatusException.Conflict(type.Resource, value.Name(), $"Precondition failed: UID in precondition: {uid}, UID in object meta: {value.Uid()}");
        }

        var replicas = scale.Object("spec").Number("replicas") ?? 0;
        if (replicas < 0 && !type.IsCustom)
        {
            throw StatusException.Invalid("autoscaling", "Scale", value.Name(), [FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0")]);
        }

        value.Metadata()["resourceVersion"] = scale.Object("metadata").Text("resourceVersion") is { Length: > 0 } version ? version : "";
        var path = Members(type.Scale!.SpecReplicas);
        var target = value;
        foreach (var name in path[..^1])
        {
            if (target[name] is not JsonObject next)
            {
                target[name] = next = new JsonObject();
            }

            target = next;
        }

        target[path[^1]] = replicas;
    }

    private static long Number(JsonObject value, string path) => Find(value, path)?.Parent is JsonObject holder ? holder.Number(Members(path)[^1]) ?? 0 : 0;

    private static string? Selector(JsonObject value, string? path) => path is null ? null : Find(value, path) switch
    {
        JsonValue text when text.TryGetValue<string>(out var selector) => selector,
        JsonObject selector => Text(selector),
        _ => null,
    };

    /// <summary>A selector as text, as it stands in queries.</summary>
    private static string Text(JsonObject selector)
    {
        var terms = (selector.Object("matchLabels") ?? []).Select(l => (Key: l.Key, Term: $"{l.Key}={l.Value}")).ToList();
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            var key = expression.Text("key") ?? "";
            var values = $"({string.Join(',', (expression.Array("values") ?? []).Select(v => (string?)v).Order(StringComparer.Ordinal))})";
            terms.Add((key, expression.Text("operator") switch
            {
                "In" => $"{key} in {values}",
                "NotIn" => $"{key} notin {values}",
                "Exists" => key,
                _ => $"!{key}",
            }));
        }

        return string.Join(',', terms.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Term));
    }

    private static JsonNode? Find(JsonObject value, string path)
    {
        JsonNode? found = value;
        foreach (var name in Members(path))
        {
            found = (found as JsonObject)?[name];
        }

        return found;
    }

    private static string[] Members(string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries);
}

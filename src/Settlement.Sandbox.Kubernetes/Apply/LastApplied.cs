using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>
/// The way from client-side to server-side apply: what <c>kubectl</c> noted in the annotation of the last applied configuration and still is so, it may take over without a conflict; and it keeps the
/// annotation up to date for a way back.
/// </summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Manager = "kubectl";
    private const int MostBytes = 256 * 1024;

    /// <summary>Tries to apply; again with force if all conflicts are with what the annotation covers.</summary>
    public static JsonObject Apply(JsonObject live, JsonObject applied, FieldWriter writer, SchemaNode schema, Func<bool, JsonObject> apply, bool force)
    {
        try
        {
            return apply(force);
        }
        catch (ConflictException e) when (writer.Manager == Manager && Covered(live, writer, schema) is { } covered)
        {
            var rest = new SortedDictionary<ManagerId, FieldSet>();
            foreach (var (manager, fields) in e.Conflicts)
            {
                if (fields.Difference(covered) is { IsEmpty: false } left)
                {
                    rest[manager] = left;
                }
            }

            return rest.Count == 0 ? apply(true) : throw new ConflictException(rest);
        }
    }

    /// <summary>Notes the configuration in the annotation if the object has it.</summary>
    public static JsonObject Renew(JsonObject result, JsonObject applied, FieldWriter writer)
    {
        if (writer.Manager != Manager || result.Object("metadata", "annotations") is not { } annotations || annotations.Text(Annotation) is not { Length: > 0 })
        {
            return result;
        }

        var noted = applied.DeepClone().AsObject();
        noted.Object("metadata", "annotations")?.Remove(Annotation);
        var text = Sorted(noted)!.ToJsonString(Json.Compact) + "\n";
        var others = annotations.Where(a => a.Key != Annotation).Sum(a => a.Key.Length + (a.Value?.ToString().Length ?? 0));
        if (others + Annotation.Length + text.Length > MostBytes)
        {
            annotations.Remove(Annotation);
        }
        else
        {
            annotations[Annotation] = text;
        }

        return result;
    }

    private static FieldSet? Covered(JsonObject live, FieldWriter writer, SchemaNode schema)
    {
        if (live.Object("metadata", "annotations").Text(Annotation) is not { Length: > 0 } text || Parse(text) is not { } noted || noted.Text("apiVersion") != writer.ApiVersion)
        {
            return null;
        }

        try
        {
            TypedValidation.Check(noted, schema);
            var difference = Comparison.Of(noted, live, schema);
            return OwnedFields.Of(noted, schema).Difference(difference.Modified).Difference(difference.Added).Difference(difference.Removed);
        }
        catch (TypedException)
        {
            return null;
        }
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}

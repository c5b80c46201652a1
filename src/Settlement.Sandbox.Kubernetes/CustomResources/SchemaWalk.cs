using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Goes through a schema as it is written.</summary>
internal static class SchemaWalk
{
    private static readonly string[] Maps = ["properties", "patternProperties", "definitions"];
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Single = ["items", "additionalProperties", "not"];

    /// <summary>The schema and all schemas within it.</summary>
    public static IEnumerable<JsonObject> All(JsonObject? schema)
    {
        var open = new Stack<JsonObject>();
        if (schema is not null)
        {
            open.Push(schema);
        }

        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var child in Children(next).Reverse())
            {
                open.Push(child);
            }
        }
    }

    private static IEnumerable<JsonObject> Children(JsonObject schema) =>
        Maps.SelectMany(m => schema.Object(m)?.Select(p => p.Value).OfType<JsonObject>() ?? [])
            .Concat(Single.Select(s => schema.Object(s)).OfType<JsonObject>())
            .Concat(Lists.SelectMany(l => schema.Objects(l)));
}

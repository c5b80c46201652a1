using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>Goes through a schema as it is written; children are named as paths of errors name them.</summary>
internal static class SchemaWalk
{
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
            foreach (var (_, child) in Within(next).Reverse())
            {
                open.Push(child);
            }
        }
    }

    /// <summary>All schemas directly within one.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> Within(JsonObject schema) => Structure(schema).Concat(Combined(schema));

    /// <summary>Fields by name, values of a map, elements of a list.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> Structure(JsonObject schema)
    {
        foreach (var (name, property) in (schema.Object("properties") ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            if (property is JsonObject child)
            {
                yield return ($"properties[{name}]", child);
            }
        }

        if (schema["additionalProperties"] is JsonObject values)
        {
            yield return ("additionalProperties", values);
        }

        if (schema["items"] is JsonObject items)
        {
            yield return ("items", items);
        }
    }

    /// <summary>The parts of <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c>.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> Combined(JsonObject schema)
    {
        foreach (var name in (string[])["allOf", "anyOf", "oneOf"])
        {
            var index = 0;
            foreach (var part in schema.Objects(name))
            {
                yield return ($"{name}[{index++}]", part);
            }
        }

        if (schema["not"] is JsonObject not)
        {
            yield return ("not", not);
        }
    }
}

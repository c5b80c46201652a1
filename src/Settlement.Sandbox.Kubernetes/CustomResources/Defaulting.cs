using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Fills in the defaults of a structural schema, and drops nulls where none may be.</summary>
internal static class Defaulting
{
    /// <summary>Whether a schema has any default, so that reading need not look into objects without.</summary>
    public static bool HasDefaults(SchemaNode schema) =>
        schema.Default is not null || schema.Fields.Any(f => f.Key != "metadata" && HasDefaults(f.Value.Node)) || (schema.Items is { } items && HasDefaults(items));

    /// <summary>Explicit nulls count as absent where the field has a default and is not nullable; elsewhere such nulls are dropped, those in lists stay.</summary>
    public static void Apply(JsonObject value, SchemaNode schema)
    {
        Fill(value, schema, whole: true);
        DropNulls(value, schema, whole: true, static _ => true);
    }

    /// <summary>The same, but explicit nulls stay where the schema names a type.</summary>
    public static void ApplyToApplied(JsonObject value, SchemaNode schema)
    {
        Fill(value, schema, whole: true);
        DropNulls(value, schema, whole: true, static node => node.Kind == SchemaKind.Any);
    }

    private static void Fill(JsonNode? value, SchemaNode schema, bool whole)
    {
        if (value is JsonObject members)
        {
            foreach (var (name, field) in schema.Fields)
            {
                if (IsMeta(name, schema, whole) || field.Node.Default is not { } preset)
                {
                    continue;
                }

                if (!members.TryGetPropertyValue(name, out var present) || (present is null && !field.Node.Nullable))
                {
                    members[name] = preset.DeepClone();
                }
            }

            foreach (var (name, member) in members.ToList())
            {
                var node = schema.Fields.TryGetValue(name, out var field) ? field.Node : schema.Kind == SchemaKind.Map ? schema.Items : null;
                if (node is null || IsMeta(name, schema, whole))
                {
                    continue;
                }

                if (member is null && !node.Nullable && node.Default is { } preset)
                {
                    members[name] = preset.DeepClone();
                }

                Fill(members[name], node, whole: false);
            }
        }
        else if (value is JsonArray list && schema.Kind == SchemaKind.List && schema.Items is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is null && !items.Nullable && items.Default is { } preset)
                {
                    list[i] = preset.DeepClone();
                }

                Fill(list[i], items, whole: false);
            }
        }
    }

    private static void DropNulls(JsonNode? value, SchemaNode schema, bool whole, Func<SchemaNode, bool> drops)
    {
        if (value is JsonObject members)
        {
            foreach (var (name, member) in members.ToList())
            {
                var node = schema.Fields.TryGetValue(name, out var field) ? field.Node : schema.Kind == SchemaKind.Map ? schema.Items : null;
                if (node is null || IsMeta(name, schema, whole))
                {
                    continue;
                }

                if (member is null && !node.Nullable && drops(node))
                {
                    members.Remove(name);
                }
                else
                {
                    DropNulls(member, node, whole: false, drops);
                }
            }
        }
        else if (value is JsonArray list && schema.Kind == SchemaKind.List && schema.Items is { } items)
        {
            foreach (var element in list)
            {
                DropNulls(element, items, whole: false, drops);
            }
        }
    }

    private static bool IsMeta(string name, SchemaNode schema, bool whole) => (whole || schema.Embedded) && name is ("apiVersion" or "kind" or "metadata");
}

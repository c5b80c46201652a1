using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas;

/// <summary>
/// The one form in which an object is stored and answered. Built-in types: fields in the order of their type, empty ones written or left out as that type does, unknown ones dropped, members of maps
/// sorted. Custom resources: all members sorted.
/// </summary>
internal static class BuiltInForm
{
    /// <summary>Puts a whole object in its form, in place.</summary>
    public static void Apply(JsonObject value, ResourceType type)
    {
        if (type.IsCustom)
        {
            Sort(value);
        }
        else
        {
            Apply(value, type.Schema);
        }
    }

    /// <summary>Puts a value of a built-in type in its form, in place.</summary>
    public static void Apply(JsonNode? value, SchemaNode node)
    {
        switch (node.Kind)
        {
            case SchemaKind.Object when value is JsonObject fields:
                Fields(fields, node);
                break;
            case SchemaKind.Map when value is JsonObject map:
                Rebuild(map, [.. map.OrderBy(m => m.Key, StringComparer.Ordinal)]);
                foreach (var (_, member) in map)
                {
                    Apply(member, node.Items!);
                }

                break;
            case SchemaKind.List when value is JsonArray list:
                foreach (var item in list)
                {
                    Apply(item, node.Items!);
                }

                break;
            case SchemaKind.Any when node.TypeName is BuiltInSchemas.JsonSchema + "OrArray" or BuiltInSchemas.JsonSchema + "OrBool" or BuiltInSchemas.JsonSchema + "OrStringArray":
                ApplySchema(value);
                break;
        }
    }

    /// <summary>Sorts the members of all objects in it.</summary>
    public static void Sort(JsonNode? value)
    {
        if (value is JsonObject members)
        {
            Rebuild(members, [.. members.OrderBy(m => m.Key, StringComparer.Ordinal)]);
            foreach (var (_, member) in members)
            {
                Sort(member);
            }
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                Sort(item);
            }
        }
    }

    /// <summary>What a value of this type is when nobody gave it; null where that is null.</summary>
    public static JsonNode? Zero(SchemaNode node) => node.Kind switch
    {
        SchemaKind.Object => new JsonObject(),
        SchemaKind.String => node.TypeName switch
        {
            BuiltInSchemas.Time or BuiltInSchemas.MicroTime => null,
            BuiltInSchemas.Quantity => "0",
            _ => node.Format == "byte" ? null : "",
        },
        SchemaKind.Integer or SchemaKind.Number or SchemaKind.IntOrString => 0,
        SchemaKind.Boolean => false,
        _ => null,
    };

    /// <summary>Whether it is the value that a type has when nobody gave one.</summary>
    public static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonObject members => members.Count == 0,
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.String => scalar.GetValue<string>().Length == 0,
            JsonValueKind.False => true,
            JsonValueKind.Number => scalar.TryGetValue<decimal>(out var number) && number == 0,
            _ => false,
        },
        _ => false,
    };

    private static void Fields(JsonObject value, SchemaNode node)
    {
        var wanted = new List<KeyValuePair<string, JsonNode?>>(value.Count + 4);
        foreach (var (name, field) in node.Fields)
        {
            value.TryGetPropertyValue(name, out var member);
            switch (field.Presence)
            {
                case FieldPresence.Given when member is null:
                case FieldPresence.NotEmpty when IsEmpty(member):
                    continue;
                case FieldPresence.Always when member is null:
                    member = Zero(field.Node);
                    break;
            }

            Apply(member, field.Node);
            wanted.Add(new(name, member));
        }

        Rebuild(value, wanted);
    }

    private static void ApplySchema(JsonNode? value)
    {
        if (value is JsonObject schema)
        {
            Fields(schema, BuiltInSchemas.Type(BuiltInSchemas.JsonSchema));
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                ApplySchema(item);
            }
        }
    }

    private static void Rebuild(JsonObject value, List<KeyValuePair<string, JsonNode?>> wanted)
    {
        if (value.Count == wanted.Count)
        {
            var same = true;
            for (var i = 0; same && i < wanted.Count; i++)
            {
                var (name, member) = value.GetAt(i);
                same = name == wanted[i].Key && ReferenceEquals(member, wanted[i].Value);
            }

            if (same)
            {
                return;
            }
        }

        value.Clear();
        foreach (var (name, member) in wanted)
        {
            value.Add(name, member);
        }
    }
}

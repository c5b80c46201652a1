using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.Protobuf;

/// <summary>
/// Writes values of built-in types as messages, byte for byte as the machinery does: fields by number, members of maps sorted, and values that are no pointers also when they are empty.
/// </summary>
internal static class ProtobufEncoder
{
    private static readonly ConditionalWeakTable<SchemaNode, Layout> Layouts = [];

    /// <summary>The fields of a type by number; those inlined from other messages in a group of their own.</summary>
    private sealed record Layout((int Number, string Name, SchemaField? Field, (int Number, string Name, SchemaField Field)[] Inlined)[] Fields);

    public static void Message(ProtobufWriter writer, JsonObject value, SchemaNode node)
    {
        foreach (var (number, name, field, inlined) in Layouts.GetValue(node, Lay).Fields)
        {
            if (field is not null)
            {
                Field(writer, number, value[name], field);
                continue;
            }

            var start = writer.Begin(number);
            foreach (var (inner, innerName, innerField) in inlined)
            {
                Field(writer, inner, value[innerName], innerField);
            }

            writer.End(start);
        }
    }

    private static Layout Lay(SchemaNode node)
    {
        var own = node.Fields.Where(f => f.Value.Number > 0 && f.Value.Via == 0)
            .Select(f => (f.Value.Number, f.Key, (SchemaField?)f.Value, Array.Empty<(int, string, SchemaField)>()));
        var inlined = node.Fields.Where(f => f.Value.Via > 0).GroupBy(f => f.Value.Via)
            .Select(g => (g.Key, "", (SchemaField?)null, g.OrderBy(f => f.Value.Number).Select(f => (f.Value.Number, f.Key, f.Value)).ToArray()));
        return new Layout([.. own.Concat(inlined).OrderBy(f => f.Item1)]);
    }

    private static void Field(ProtobufWriter writer, int number, JsonNode? value, SchemaField field)
    {
        var node = field.Node;
        switch (node.Kind)
        {
            case SchemaKind.List:
                foreach (var item in value as JsonArray ?? [])
                {
                    Value(writer, number, item, node.Items!);
                }

                break;
            case SchemaKind.Map:
                foreach (var (key, member) in (value as JsonObject ?? []).OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    var start = writer.Begin(number);
                    writer.Text(1, key);
                    Value(writer, 2, member, node.Items!);
                    writer.End(start);
                }

                break;
            default:
                if (value is not null || (!IsPointer(field) && node.Format != "byte"))
                {
                    Value(writer, number, value, node);
                }

                break;
        }
    }

    private static bool IsPointer(SchemaField field) =>
        field.Presence == FieldPresence.Given || (field.Presence == FieldPresence.GivenOrNull && field.Node.Kind != SchemaKind.Any && field.Node.Format != "date-time");

    private static void Value(ProtobufWriter writer, int number, JsonNode? value, SchemaNode node)
    {
        switch (node.Kind)
        {
            case SchemaKind.Boolean:
                writer.Varint(number, value is not null && (bool)value ? 1 : 0);
                break;
            case SchemaKind.Integer:
                writer.Varint(number, Whole(value));
                break;
            case SchemaKind.Number:
                writer.Double(number, value is null ? 0 : double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture));
                break;
            case SchemaKind.String when node.TypeName is null && node.Format == "byte":
                writer.Bytes(number, value is null ? [] : Convert.FromBase64String((string)value!));
                break;
            case SchemaKind.String when node.TypeName is null:
                writer.Text(number, value is null ? "" : (string)value!);
                break;
            default:
                var start = writer.Begin(number);
                Inside(writer, value, node);
                writer.End(start);
                break;
        }
    }

    /// <summary>The fields of a message that is not described by the file of types, or of one that is.</summary>
    private static void Inside(ProtobufWriter writer, JsonNode? value, SchemaNode node)
    {
        switch (node.Kind)
        {
            case SchemaKind.Object:
                Message(writer, value as JsonObject ?? [], node);
                return;
            case SchemaKind.List:
                Field(writer, 1, value, new SchemaField(node, false, 1, 0, null, ""));
                return;
            case SchemaKind.IntOrString:
                var text = value?.GetValueKind() == JsonValueKind.String;
                writer.Varint(1, text ? 1 : 0);
                writer.Varint(2, text ? 0 : Whole(value));
                writer.Text(3, text ? (string)value! : "");
                return;
        }

        switch (node.TypeName)
        {
            case BuiltInSchemas.Quantity:
                writer.Text(1, value is null ? "0" : (string)value!);
                break;
            case BuiltInSchemas.Time or BuiltInSchemas.MicroTime when value is not null:
                var time = GoTime.Parse((string)value!, node.TypeName == BuiltInSchemas.MicroTime) - DateTimeOffset.UnixEpoch;
                writer.Varint(1, (long)Math.Floor(time / TimeSpan.FromSeconds(1)));
                writer.Varint(2, (((time.Ticks % TimeSpan.TicksPerSecond) + TimeSpan.TicksPerSecond) % TimeSpan.TicksPerSecond) * 100);
                break;
            case BuiltInSchemas.JsonSchema + "OrArray" or BuiltInSchemas.JsonSchema + "OrBool" or BuiltInSchemas.JsonSchema + "OrStringArray":
                SchemaOr(writer, value, node.TypeName.EndsWith("OrBool", StringComparison.Ordinal));
                break;
            case BuiltInSchemas.RawExtension or BuiltInSchemas.FieldsV1 or BuiltInSchemas.JsonValue when value is not null:
                writer.Bytes(1, JsonSerializer.SerializeToUtf8Bytes(value, Json.Compact));
                break;
        }
    }

    /// <summary>A whole number, whatever type of number the tree holds it in.</summary>
    private static long Whole(JsonNode? value) => value switch
    {
        null => 0,
        JsonValue number when number.TryGetValue<long>(out var whole) => whole,
        _ => long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
    };

    private static void SchemaOr(ProtobufWriter writer, JsonNode? value, bool orBool)
    {
        var schema = BuiltInSchemas.Type(BuiltInSchemas.JsonSchema);
        if (orBool)
        {
            writer.Varint(1, value is JsonObject || (value is not null && (bool)value) ? 1 : 0);
        }

        if (value is JsonObject one)
        {
            Value(writer, orBool ? 2 : 1, one, schema);
        }

        foreach (var item in value as JsonArray ?? [])
        {
            if (item is JsonObject several)
            {
                Value(writer, 2, several, schema);
            }
            else
            {
                writer.Text(2, (string)item!);
            }
        }
    }
}

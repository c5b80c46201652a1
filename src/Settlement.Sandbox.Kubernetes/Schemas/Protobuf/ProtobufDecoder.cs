using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.Protobuf;

/// <summary>Reads messages of built-in types. Fields with unknown numbers are passed over, values that count as not given are left out.</summary>
internal static class ProtobufDecoder
{
    private static readonly ConditionalWeakTable<SchemaNode, Dictionary<(int Via, int Number), (string Name, SchemaField Field)>> Numbers = [];

    /// <exception cref="ProtobufException">The bytes are no such message.</exception>
    /// <exception cref="FormatException">A quantity is none.</exception>
    public static JsonObject Message(ReadOnlySpan<byte> bytes, SchemaNode node)
    {
        var value = new JsonObject();
        Into(value, bytes, node, 0, 0);
        return value;
    }

    private static void Into(JsonObject value, ReadOnlySpan<byte> bytes, SchemaNode node, int via, int depth)
    {
        if (depth > JsonText.MaxDepth)
        {
            throw new ProtobufException("proto: exceeded max depth");
        }

        var fields = Numbers.GetValue(node, n => n.Fields.Where(f => f.Value.Number > 0).ToDictionary(f => (f.Value.Via, f.Value.Number), f => (f.Key, f.Value)));
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            if (via == 0 && node.Inlined.TryGetValue(reader.Field, out var inlined))
            {
                Into(value, reader.Expect(inlined), node, reader.Field, depth + 1);
            }
            else if (fields.TryGetValue((via, reader.Field), out var known))
            {
                Field(value, known.Name, known.Field, ref reader, depth + 1);
            }
        }
    }

    private static void Field(JsonObject value, string name, SchemaField field, ref ProtobufReader reader, int depth)
    {
        var node = field.Node;
        switch (node.Kind)
        {
            case SchemaKind.List:
                Items((JsonArray)(value[name] ??= new JsonArray()), name, node.Items!, ref reader, depth);
                break;
            case SchemaKind.Map:
                var (key, member) = Entry(reader.Expect(name), name, node.Items!, depth);
                ((JsonObject)(value[name] ??= new JsonObject()))[key] = member;
                break;
            case SchemaKind.Object:
                var inner = (JsonObject)(value[name] ??= new JsonObject());
                Into(inner, reader.Expect(name), node, 0, depth);
                if (field.Presence == FieldPresence.Always && inner.Count == 0)
                {
                    value.Remove(name);
                }

                break;
            default:
                var one = Value(name, node, ref reader, depth);
                if (one is null || (field.Presence != FieldPresence.Given && BuiltInForm.IsEmpty(one)))
                {
                    value.Remove(name);
                }
                else
                {
                    value[name] = one;
                }

                break;
        }
    }

    private static void Items(JsonArray list, string name, SchemaNode items, ref ProtobufReader reader, int depth)
    {
        if (reader.Wire == 2 && items.Kind is SchemaKind.Integer or SchemaKind.Boolean)
        {
            var packed = reader.Bytes;
            while (packed.Length > 0)
            {
                var end = 0;
                while (end < packed.Length && packed[end] >= 0x80)
                {
                    end++;
                }

                var element = new ProtobufReader((byte[])[8, .. packed[..Math.Min(end + 1, packed.Length)]]);
                element.Next();
                list.Add(Value(name, items, ref element, depth));
                packed = packed[Math.Min(end + 1, packed.Length)..];
            }

            return;
        }

        list.Add(Value(name, items, ref reader, depth) ?? BuiltInForm.Zero(items));
    }

    private static (string Key, JsonNode? Value) Entry(ReadOnlySpan<byte> bytes, string name, SchemaNode items, int depth)
    {
        var reader = new ProtobufReader(bytes);
        var key = "";
        var value = BuiltInForm.Zero(items);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                key = Encoding.UTF8.GetString(reader.Expect(name));
            }
            else if (reader.Field == 2)
            {
                value = Value(name, items, ref reader, depth);
            }
        }

        return (key, value);
    }

    private static JsonNode? Value(string name, SchemaNode node, ref ProtobufReader reader, int depth)
    {
        switch (node.Kind)
        {
            case SchemaKind.Boolean:
                return reader.Whole(name) != 0;
            case SchemaKind.Integer:
                return RawJson.Number(reader.Whole(name).ToString(CultureInfo.InvariantCulture));
            case SchemaKind.Number:
                return RawJson.Number(GoNumbers.Float(BitConverter.UInt64BitsToDouble(reader.Wire == 1 ? reader.Number : throw reader.Wrong(name)).ToString("R", CultureInfo.InvariantCulture)));
            case SchemaKind.String when node.TypeName is null:
                var bytes = reader.Expect(name);
                return node.Format == "byte" ? Convert.ToBase64String(bytes) : Encoding.UTF8.GetString(bytes);
            case SchemaKind.Object:
                var inner = new JsonObject();
                Into(inner, reader.Expect(name), node, 0, depth);
                return inner;
            case SchemaKind.List:
                var holder = new JsonObject();
                var wrapped = new ProtobufReader(reader.Expect(name));
                while (wrapped.Next())
                {
                    Field(holder, "items", new SchemaField(node, false, 1, 0, null, ""), ref wrapped, depth + 1);
                }

                return holder["items"]?.DeepClone() ?? new JsonArray();
            default:
                return ProtobufSpecials.Read(reader.Expect(name), node, depth);
        }
    }
}

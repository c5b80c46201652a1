using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.Protobuf;

/// <summary>Reads the messages whose JSON is no object with their fields: times, quantities, numbers or strings, JSON in bytes, schemas or something else.</summary>
internal static class ProtobufSpecials
{
    /// <summary>The value, or null where it counts as not given.</summary>
    public static JsonNode? Read(ReadOnlySpan<byte> bytes, SchemaNode node, int depth)
    {
        if (depth > JsonText.MaxDepth)
        {
            throw new ProtobufException("proto: exceeded max depth");
        }

        var reader = new ProtobufReader(bytes);
        return node.TypeName switch
        {
            BuiltInSchemas.Time or BuiltInSchemas.MicroTime => Time(ref reader, node.TypeName == BuiltInSchemas.MicroTime),
            BuiltInSchemas.Quantity => Amount(ref reader),
            BuiltInSchemas.IntOrString => IntOrString(ref reader),
            BuiltInSchemas.JsonSchema + "OrArray" or BuiltInSchemas.JsonSchema + "OrStringArray" => SchemaOrList(ref reader, node.TypeName.EndsWith("StringArray", StringComparison.Ordinal)),
            BuiltInSchemas.JsonSchema + "OrBool" => SchemaOrBool(ref reader),
            _ => Raw(ref reader),
        };
    }

    private static JsonNode? Time(ref ProtobufReader reader, bool micro)
    {
        long seconds = 0, nanos = 0;
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                seconds = reader.Whole("Seconds");
            }
            else if (reader.Field == 2)
            {
                nanos = reader.Whole("Nanos");
            }
        }

        if (seconds == 0 && nanos == 0)
        {
            return null;
        }

        return seconds is < -62135596800 or > 253402300799 || nanos is < 0 or >= 1_000_000_000
            ? throw new ProtobufException("proto: time out of range")
            : (JsonNode)GoTime.Write(DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / 100), micro);
    }

    private static JsonNode Amount(ref ProtobufReader reader)
    {
        var text = "";
        while (reader.Next())
        {
            text = reader.Field == 1 ? Encoding.UTF8.GetString(reader.Expect("String_")) : text;
        }

        return text.Length == 0 ? "0" : Quantity.Canonical(text);
    }

    private static JsonNode IntOrString(ref ProtobufReader reader)
    {
        long type = 0, number = 0;
        var text = "";
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    type = reader.Whole("Type");
                    break;
                case 2:
                    number = reader.Whole("IntVal");
                    break;
                case 3:
                    text = Encoding.UTF8.GetString(reader.Expect("StrVal"));
                    break;
            }
        }

        return type == 1 ? text : RawJson.Number(number.ToString(CultureInfo.InvariantCulture));
    }

    private static JsonNode? SchemaOrList(ref ProtobufReader reader, bool strings)
    {
        JsonNode? one = null;
        JsonArray? several = null;
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                one = Schema(reader.Expect("Schema"));
            }
            else if (reader.Field == 2)
            {
                several ??= [];
                several.Add(strings ? (JsonNode)Encoding.UTF8.GetString(reader.Expect("Property")) : Schema(reader.Expect("JSONSchemas")));
            }
        }

        return several ?? one;
    }

    private static JsonNode SchemaOrBool(ref ProtobufReader reader)
    {
        var allows = false;
        JsonNode? schema = null;
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                allows = reader.Whole("Allows") != 0;
            }
            else if (reader.Field == 2)
            {
                schema = Schema(reader.Expect("Schema"));
            }
        }

        return schema ?? allows;
    }

    private static JsonNode? Raw(ref ProtobufReader reader)
    {
        JsonNode? value = null;
        while (reader.Next())
        {
            if (reader.Field == 1 && reader.Expect("Raw").Length > 0)
            {
                try
                {
                    value = JsonText.Read(reader.Bytes).ToNode(keepNumbers: true);
                }
                catch (JsonSyntaxException wrong)
                {
                    throw new ProtobufException(wrong.Message);
                }
            }
        }

        return value;
    }

    private static JsonObject Schema(ReadOnlySpan<byte> bytes) => ProtobufDecoder.Message(bytes, BuiltInSchemas.Type(BuiltInSchemas.JsonSchema));
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>Reads the text of a patch, leniently as the machinery does: of a repeated member the last one counts.</summary>
internal static class PatchText
{
    /// <param name="text">UTF-8.</param>
    /// <param name="strict">Takes <c>duplicate field "a.b"</c> for each repeated member.</param>
    /// <param name="prefix">What comes before the fault in the message, such as <c>error decoding patch: </c>.</param>
    /// <exception cref="StatusException">400: it is not JSON.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> text, List<string> strict, string prefix)
    {
        if (JsonFault.Find(text) is { } fault)
        {
            throw StatusException.BadRequest(prefix + fault);
        }

        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 512 });
            _ = reader.Read();
            return Read(ref reader, "", strict);
        }
        catch (JsonException e)
        {
            throw StatusException.BadRequest(prefix + e.Message);
        }
    }

    private static JsonNode? Read(ref Utf8JsonReader reader, string path, List<string> strict)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = Text(ref reader);
                    var below = path.Length == 0 ? name : $"{path}.{name}";
                    _ = reader.Read();
                    if (map.ContainsKey(name))
                    {
                        strict.Add($"duplicate field \"{below}\"");
                    }

                    map[name] = Read(ref reader, below, strict);
                }

                return map;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(Read(ref reader, string.Create(CultureInfo.InvariantCulture, $"{path}[{list.Count}]"), strict));
                }

                return list;
            case JsonTokenType.String:
                return JsonValue.Create(Text(ref reader));
            case JsonTokenType.Number:
                return Number(ref reader);
            case JsonTokenType.True:
                return JsonValue.Create(true);
            case JsonTokenType.False:
                return JsonValue.Create(false);
            default:
                return null;
        }
    }

    private static JsonValue Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return JsonValue.Create(whole);
        }

        return reader.TryGetDouble(out var number) && double.IsFinite(number)
            ? JsonValue.Create(JsonElement.ParseValue(ref reader))!
            : throw new JsonException($"json: cannot unmarshal number {Encoding.UTF8.GetString(reader.ValueSpan)} into Go value of type float64");
    }

    /// <summary>The text of a string or name. Half of a surrogate pair, and bytes that are no UTF-8, become the replacement character.</summary>
    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Repair(Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    private static string Repair(string raw)
    {
        var units = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                units.Append(raw[i]);
                continue;
            }

            var escape = raw[++i];
            if (escape == 'u' && i + 4 < raw.Length)
            {
                units.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            units.Append(escape switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escape });
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(units.ToString()));
    }
}

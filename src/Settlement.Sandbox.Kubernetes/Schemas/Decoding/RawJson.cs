using System.Globalization;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>What a JSON text holds, by the names that messages use.</summary>
internal enum RawKind
{
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// <summary>A JSON text as it was written: members twice where they were written twice, numbers as their digits.</summary>
internal sealed class RawJson
{
    public static readonly RawJson Null = new() { Kind = RawKind.Null };

    public required RawKind Kind { get; init; }

    /// <summary>A string's characters, a number's literal, <c>true</c> or <c>false</c>.</summary>
    public string Text { get; init; } = "";

    public List<RawJson> Items { get; init; } = [];

    public List<(string Name, RawJson Value)> Members { get; init; } = [];

    /// <summary>The kind as the machinery's messages name it.</summary>
    public string KindName => Kind switch
    {
        RawKind.Bool => "bool",
        RawKind.Number => "number",
        RawKind.String => "string",
        RawKind.Array => "array",
        RawKind.Object => "object",
        _ => "null",
    };

    /// <summary>The last value of a member, or null.</summary>
    public RawJson? Member(string name)
    {
        for (var i = Members.Count - 1; i >= 0; i--)
        {
            if (Members[i].Name == name)
            {
                return Members[i].Value;
            }
        }

        return null;
    }

    /// <summary>As a tree without a schema. Of members written twice the last counts; numbers get the machinery's form.</summary>
    public JsonNode? ToNode(bool keepNumbers = false)
    {
        switch (Kind)
        {
            case RawKind.Null:
                return null;
            case RawKind.Bool:
                return Text == "true";
            case RawKind.Number:
                return Number(keepNumbers ? Text : Canonical(Text));
            case RawKind.String:
                return Text;
            case RawKind.Array:
                var array = new JsonArray();
                Items.ForEach(item => array.Add(item.ToNode(keepNumbers)));
                return array;
            default:
                var value = new JsonObject();
                Members.ForEach(member => value[member.Name] = member.Value.ToNode(keepNumbers));
                return value;
        }
    }

    /// <summary>A number that reads as any type it fits.</summary>
    public static JsonNode Number(string literal) => JsonNode.Parse(literal)!;

    /// <summary>Whole numbers of 64 bits as they are; others as the shortest text of their binary value, as schemaless decoding does.</summary>
    private static string Canonical(string literal) =>
        long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : GoNumbers.Float(literal);
}

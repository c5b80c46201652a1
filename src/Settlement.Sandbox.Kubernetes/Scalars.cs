using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes;

/// <summary>Numbers in JSON as the API machinery reads them: whole numbers of 64 bits, and floats where there is a point, an exponent or more digits.</summary>
internal static class Scalars
{
    /// <summary>Whether the number is written as a whole one of 64 bits; 2.0 is not.</summary>
    public static bool Whole(JsonValue number, out long value)
    {
        if (number.TryGetValue<JsonElement>(out var element))
        {
            value = 0;
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
        }

        return long.TryParse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public static double Double(JsonValue number) =>
        number.TryGetValue<JsonElement>(out var element) ? element.GetDouble() : double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);

    /// <summary>Whether a float has no fraction and is small enough to be exact.</summary>
    public static bool IsWhole(double value) => Math.Abs(value) < 9007199254740992 && Math.Truncate(value) == value;

    /// <summary>Writes the numbers in a value as the API machinery stores them: 2.0 as 2, 1E3 as 1000.</summary>
    public static void Normalize(JsonNode? value)
    {
        if (value is JsonObject members)
        {
            foreach (var (name, member) in members.ToList())
            {
                if (Plain(member) is { } plain)
                {
                    members[name] = plain;
                }
                else
                {
                    Normalize(member);
                }
            }
        }
        else if (value is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (Plain(list[i]) is { } plain)
                {
                    list[i] = plain;
                }
                else
                {
                    Normalize(list[i]);
                }
            }
        }
    }

    private static JsonNode? Plain(JsonNode? node) => node is JsonValue number && number.GetValueKind() == JsonValueKind.Number && !Whole(number, out _) && double.IsFinite(Double(number))
        ? JsonNode.Parse(GoText.JsonNumber(Double(number))) : null;
}

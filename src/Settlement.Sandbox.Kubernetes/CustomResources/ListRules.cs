using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Lists of type set and map: no element, or no key, twice.</summary>
internal static class ListRules
{
    /// <summary>Checks all lists in a value. A value seen a third time is not reported again.</summary>
    public static void Check(ValueSchema schema, JsonNode? value, FieldPath path, List<FieldError> errors)
    {
        if (value is JsonArray list)
        {
            CheckOne(schema, list, path, errors);
            for (var i = 0; schema.Items is { } items && i < list.Count; i++)
            {
                Check(items, list[i], path.Element(i), errors);
            }
        }
        else if (value is JsonObject members)
        {
            foreach (var (name, member) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
            {
                if (schema.Properties.TryGetValue(name, out var property) || (property = schema.Additional) is not null)
                {
                    Check(property, member, path.Member(name), errors);
                }
            }
        }
    }

    /// <summary>The elements of an old list by their keys; null where there is none or the list is not told apart by keys.</summary>
    public static IReadOnlyDictionary<string, JsonNode>? Counterparts(ValueSchema schema, JsonArray? old) => schema.ListType != "map" || old is null ? null
        : old.OfType<JsonObject>().GroupBy(o => KeyText(schema, o), StringComparer.Ordinal).ToDictionary(g => g.Key, g => (JsonNode)g.First(), StringComparer.Ordinal);

    /// <summary>The keys of an element as text.</summary>
    public static string KeyText(ValueSchema schema, JsonObject element) => KeyOf(schema, element).ToJsonString(Json.Compact);

    private static void CheckOne(ValueSchema schema, JsonArray list, FieldPath path, List<FieldError> errors)
    {
        if (schema.ListType is not ("set" or "map"))
        {
            return;
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var subject = list[i];
            if (schema.ListType == "map")
            {
                if (subject is not JsonObject item)
                {
                    errors.Add(FieldError.Invalid(path.Element(i).ToString(), subject, "must be an object for an array of list-type map"));
                    continue;
                }

                subject = KeyOf(schema, item);
            }

            var text = Canonical(subject);
            seen[text] = seen.GetValueOrDefault(text) + 1;
            if (seen[text] == 2)
            {
                errors.Add(FieldError.Duplicate(path.Element(i).ToString(), subject));
            }
        }
    }

    private static JsonObject KeyOf(ValueSchema schema, JsonObject item)
    {
        var key = new JsonObject();
        foreach (var name in schema.ListKeys.Order(StringComparer.Ordinal))
        {
            if (item.TryGetPropertyValue(name, out var value))
            {
                key[name] = value?.DeepClone();
            }
        }

        return key;
    }

    private static string Canonical(JsonNode? value) => value switch
    {
        JsonObject members => $"{{{string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => GoText.Quote(m.Key) + ":" + Canonical(m.Value)))}}}",
        JsonArray list => $"[{string.Join(',', list.Select(Canonical))}]",
        _ => GoText.Value(value),
    };
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>Reads the operations of a JSON patch.</summary>
internal static class JsonPatchText
{
    private const string Prefix = "error decoding patch: ";

    /// <exception cref="StatusException">400: the text is no list of operations.</exception>
    public static IReadOnlyList<JsonPatchOperation> Read(ReadOnlySpan<byte> patch, List<string> strict)
    {
        var found = new List<string>();
        var parsed = PatchText.Parse(patch, found, Prefix);
        var list = parsed switch
        {
            JsonArray array => array,
            null => [],
            _ => throw StatusException.BadRequest($"{Prefix}json: cannot unmarshal {PatchValue.TypeOf(parsed)} into Go value of type []handlers.jsonPatchOp"),
        };
        var operations = new List<JsonPatchOperation>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            operations.Add(Operation(list[i], i, found));
        }

        strict.AddRange(found.Select(f => $"json patch {f}"));
        return operations;
    }

    private static JsonPatchOperation Operation(JsonNode? item, int at, List<string> strict)
    {
        if (item is not JsonObject operation)
        {
            return item is null
                ? new JsonPatchOperation(null, null, null, null)
                : throw StatusException.BadRequest($"{Prefix}json: cannot unmarshal {PatchValue.TypeOf(item)} into Go value of type handlers.jsonPatchOp");
        }

        strict.AddRange(operation.Where(m => m.Key is not ("op" or "path" or "from" or "value")).Select(m => $"unknown field \"[{at}].{m.Key}\""));
        return new JsonPatchOperation(Member(operation, "op"), Member(operation, "path"), Member(operation, "from"), operation["value"]);
    }

    private static string? Member(JsonObject operation, string name)
    {
        if (operation[name] is not { } value)
        {
            return null;
        }

        return value is JsonValue text && text.TryGetValue<string>(out var found)
            ? found
            : throw StatusException.BadRequest($"{Prefix}json: cannot unmarshal {PatchValue.TypeOf(value)} into Go struct field jsonPatchOp.{name} of type string");
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>JSON patch (RFC 6902), with the liberties of the library that the API machinery uses: negative positions count from the end, the text before the first slash of a path does not matter, an absent member can be replaced, and its copy is null.</summary>
internal static class JsonPatch
{
    /// <summary>The most operations in one patch.</summary>
    public const int Most = 10_000;

    /// <param name="live">Not changed.</param>
    /// <param name="patch">UTF-8.</param>
    /// <param name="strict">Takes what field validation warns of or refuses, such as <c>json patch unknown field "[0].colour"</c>.</param>
    /// <exception cref="StatusException">400: the patch is malformed. 413: it has too many operations. 422: it cannot be carried out.</exception>
    public static JsonObject Apply(JsonObject live, ReadOnlySpan<byte> patch, List<string> strict)
    {
        var operations = JsonPatchText.Read(patch, strict);
        if (operations.Count > Most)
        {
            throw new StatusException(413, "RequestEntityTooLarge", $"The allowed maximum operations in a JSON patch is {Most}, got {operations.Count}");
        }

        JsonNode? document = live.DeepClone();
        var copied = 0L;
        foreach (var operation in operations)
        {
            document = Carry(document, operation, ref copied);
        }

        foreach (var operation in operations)
        {
            Sort(document, operation.Path);
        }

        return document as JsonObject ?? throw PatchValue.Unprocessable();
    }

    private static void Sort(JsonNode? document, string? path)
    {
        var below = document;
        foreach (var step in path?.Split('/').Skip(1) ?? [])
        {
            if (below is not JsonObject map)
            {
                return;
            }

            PatchValue.Sort(map);
            below = map[PatchTarget.Unescape(step)];
        }
    }

    private static JsonNode? Carry(JsonNode? document, JsonPatchOperation operation, ref long copied)
    {
        switch (operation.Op)
        {
            case "add":
                PatchTarget.Find(document, operation.Path).Add(Shallow(operation.Value?.DeepClone(), operation));
                return document;
            case "remove":
                PatchTarget.Find(document, operation.Path).Remove();
                return document;
            case "replace":
                if (operation.Path is "")
                {
                    return operation.Value?.DeepClone();
                }

                PatchTarget.Find(document, operation.Path).Replace(Shallow(operation.Value?.DeepClone(), operation));
                return document;
            case "move":
                var from = PatchTarget.Find(document, operation.From);
                var moved = from.Get()?.DeepClone();
                from.Remove();
                PatchTarget.Find(document, operation.Path).Add(Shallow(moved, operation));
                return document;
            case "copy":
                var copy = PatchTarget.Find(document, operation.From).GetOrNull()?.DeepClone();
                copied += copy?.ToJsonString(Json.Compact).Length ?? 0;
                if (copied > CopyLimit)
                {
                    throw PatchValue.Unprocessable();
                }

                PatchTarget.Find(document, operation.Path).Add(Shallow(copy, operation));
                return document;
            case "test":
                Test(document, operation);
                return document;
            default:
                throw PatchValue.Unprocessable();
        }
    }

    /// <summary>Characters that copies may add: patches that double themselves must not eat the memory.</summary>
    private const long CopyLimit = 3 << 20;

    /// <summary>How deep a document may become. Operations that nest what is nested already would else exhaust the stack.</summary>
    private const int DepthLimit = 250;

    private static JsonNode? Shallow(JsonNode? value, JsonPatchOperation operation) =>
        (operation.Path?.Count(c => c == '/') ?? 0) + Depth(value) > DepthLimit ? throw PatchValue.Unprocessable() : value;

    private static int Depth(JsonNode? value) => value switch
    {
        JsonObject { Count: > 0 } members => 1 + members.Max(m => Depth(m.Value)),
        JsonArray { Count: > 0 } items => 1 + items.Max(Depth),
        _ => 0,
    };

    private static void Test(JsonNode? document, JsonPatchOperation operation)
    {
        var present = operation.Path is "" ? document : PatchTarget.Find(document, operation.Path).GetOrNull();
        if (!JsonNode.DeepEquals(present, operation.Value))
        {
            throw PatchValue.Unprocessable();
        }
    }
}

/// <summary>One operation of a JSON patch; a missing member is null.</summary>
internal sealed record JsonPatchOperation(string? Op, string? Path, string? From, JsonNode? Value);

/// <summary>A place in a document: a member of an object or an element of an array that is there.</summary>
internal readonly ref struct PatchTarget
{
    private readonly JsonNode _parent;
    private readonly string _key;

    private PatchTarget(JsonNode parent, string key) => (_parent, _key) = (parent, key);

    /// <exception cref="StatusException">422: there is no such place.</exception>
    public static PatchTarget Find(JsonNode? document, string? path)
    {
        var steps = path?.Split('/') ?? [];
        if (steps.Length < 2)
        {
            throw PatchValue.Unprocessable();
        }

        for (var i = 1; i < steps.Length - 1; i++)
        {
            document = document is JsonObject or JsonArray ? new PatchTarget(document, Unescape(steps[i])).GetOrNull() : null;
        }

        return document is JsonObject or JsonArray ? new PatchTarget(document, Unescape(steps[^1])) : throw PatchValue.Unprocessable();
    }

    public JsonNode? Get() => _parent switch
    {
        JsonObject map when map.TryGetPropertyValue(_key, out var value) => value,
        JsonArray list => list[Position(list.Count)],
        _ => throw PatchValue.Unprocessable(),
    };

    public JsonNode? GetOrNull() => _parent is JsonObject map ? map[_key] : Get();

    public void Add(JsonNode? value)
    {
        switch (_parent)
        {
            case JsonObject map:
                map[_key] = value;
                break;
            case JsonArray list when _key == "-":
                list.Add(value);
                break;
            case JsonArray list:
                list.Insert(Position(list.Count + 1), value);
                break;
        }
    }

    public void Replace(JsonNode? value)
    {
        if (_parent is JsonArray list)
        {
            list[Position(list.Count)] = value;
        }
        else
        {
            _parent.AsObject()[_key] = value;
        }
    }

    public void Remove()
    {
        _ = Get();
        if (_parent is JsonArray list)
        {
            list.RemoveAt(Position(list.Count));
        }
        else
        {
            _parent.AsObject().Remove(_key);
        }
    }

    private int Position(int count)
    {
        if (!int.TryParse(_key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at) || at >= count || at < -count)
        {
            throw PatchValue.Unprocessable();
        }

        return at < 0 ? at + count : at;
    }

    public static string Unescape(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>JSON merge patch (RFC 7386).</summary>
internal static class MergePatch
{
    /// <param name="live">Not changed.</param>
    /// <param name="patch">UTF-8.</param>
    /// <param name="strict">Takes what field validation warns of or refuses, such as <c>duplicate field "spec"</c>.</param>
    /// <exception cref="StatusException">400: the patch is malformed.</exception>
    public static JsonObject Apply(JsonObject live, ReadOnlySpan<byte> patch, List<string> strict)
    {
        const string Prefix = "error decoding patch: ";
        var parsed = PatchText.Parse(patch, strict, Prefix);
        return parsed switch
        {
            JsonObject changes => Merge(live, changes),
            null => throw StatusException.BadRequest("Invalid JSON Patch"),
            _ => throw StatusException.BadRequest($"{Prefix}json: cannot unmarshal {PatchValue.TypeOf(parsed)} into Go value of type map[string]interface {{}}"),
        };
    }

    /// <summary>The object with the changes: null removes a member, objects are merged, everything else takes the place of what was there.</summary>
    /// <returns>A new object; nothing of the two is changed or shared.</returns>
    public static JsonObject Merge(JsonObject live, JsonObject changes)
    {
        var merged = live.DeepClone().AsObject();
        MergeInto(merged, changes);
        return merged;
    }

    private static void MergeInto(JsonObject target, JsonObject changes)
    {
        foreach (var (name, change) in changes)
        {
            switch (change)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject below:
                    if (target[name] is not JsonObject present)
                    {
                        present = [];
                        target[name] = present;
                    }

                    MergeInto(present, below);
                    break;
                default:
                    target[name] = target[name] is JsonObject ? change.DeepClone() : WithoutNulls(change.DeepClone());
                    break;
            }
        }

        PatchValue.Sort(target);
    }

    /// <summary>Objects within lists lose their nulls too, except where a list takes the place of an object: so does the library of the API machinery.</summary>
    private static JsonNode WithoutNulls(JsonNode value)
    {
        if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                _ = item is null ? null : WithoutNulls(item);
            }
        }
        else if (value is JsonObject map)
        {
            foreach (var (name, member) in map.ToList())
            {
                if (member is null)
                {
                    map.Remove(name);
                }
                else
                {
                    WithoutNulls(member);
                }
            }
        }

        return value;
    }
}

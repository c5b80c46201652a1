using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Patch;

/// <summary>The directives of a strategic merge patch.</summary>
internal static class Directives
{
    public const string Patch = "$patch";
    public const string DeleteFromList = "$deleteFromPrimitiveList";
    public const string ElementOrder = "$setElementOrder";

    private const string Retain = "$retainKeys";

    /// <summary>What a map with <c>$patch</c> puts in the place of what was there.</summary>
    public static JsonObject OfMap(JsonObject changes)
    {
        switch (changes.Text(Patch))
        {
            case "replace":
                changes.Remove(Patch);
                return changes;
            case "delete":
                return [];
            default:
                throw Unknown(changes);
        }
    }

    /// <summary>Drops all members of the target that <c>$retainKeys</c> does not name.</summary>
    public static void RetainKeys(JsonObject target, JsonObject changes)
    {
        if (!changes.TryGetPropertyValue(Retain, out var directive))
        {
            return;
        }

        changes.Remove(Retain);
        if (directive is not JsonArray list)
        {
            throw StatusException.BadRequest("invalid patch format of retainKeys");
        }

        var kept = list.Select(GoValues.Plain).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, change) in changes)
        {
            if (change is not null && !kept.Contains(name) && !name.StartsWith(DeleteFromList, StringComparison.Ordinal) && !name.StartsWith(ElementOrder, StringComparison.Ordinal))
            {
                throw StatusException.BadRequest("invalid patch format of retainKeys");
            }
        }

        foreach (var name in target.Select(m => m.Key).Where(name => !kept.Contains(name)).ToList())
        {
            target.Remove(name);
        }
    }

    /// <summary>The member that a directive of the form <c>$directive/member</c> is about.</summary>
    public static string NameAfter(string key, string directive, string malformed) =>
        key.Length > directive.Length && key[directive.Length] == '/' ? key[(directive.Length + 1)..] : throw StatusException.BadRequest(malformed);

    public static StatusException Unknown(JsonObject changes)
    {
        var shown = changes[Patch] is { } directive && directive.GetValueKind() != System.Text.Json.JsonValueKind.String
            ? $"%!s({GoValues.Type(directive)}={GoValues.Plain(directive)})"
            : changes.Text(Patch) ?? "%!s(<nil>)";
        return Fault($"unknown patch type: {shown} in map: {GoValues.Plain(changes)}");
    }

    /// <summary>A patch that does not fit is a fault of the server in the eyes of the machinery.</summary>
    public static StatusException Fault(string message) => new(500, "", message);

    public static void DropNulls(JsonNode? value)
    {
        if (value is JsonObject map)
        {
            foreach (var (name, member) in map.ToList())
            {
                if (member is null)
                {
                    map.Remove(name);
                }
                else
                {
                    DropNulls(member);
                }
            }
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                DropNulls(item);
            }
        }
    }

    /// <summary>Removes the maps that are a directive; false if the value itself is one.</summary>
    public static bool Kept(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (name, _) in map.Where(m => !Kept(m.Value)).ToList())
                {
                    map.Remove(name);
                }

                return !map.ContainsKey(Patch);
            case JsonArray list:
                for (var i = list.Count - 1; i >= 0; i--)
                {
                    if (!Kept(list[i]))
                    {
                        list.RemoveAt(i);
                    }
                }

                return true;
            default:
                return true;
        }
    }
}

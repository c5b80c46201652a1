using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds;

/// <summary>Filling in of what is not there: the small words that defaults are written in.</summary>
internal static class Fill
{
    /// <summary>The object at the member, made when it is absent.</summary>
    public static JsonObject Part(this JsonObject holder, string name)
    {
        if (holder[name] is JsonObject present)
        {
            return present;
        }

        var made = new JsonObject();
        holder[name] = made;
        return made;
    }

    /// <summary>Sets the member when it is absent, null or an empty text.</summary>
    public static void Missing(this JsonObject holder, string name, JsonNode value)
    {
        if (holder[name] is null || holder.Text(name) is "")
        {
            holder[name] = value.DeepClone();
        }
    }

    /// <summary>Sets those members that are absent, null or empty texts.</summary>
    public static void Missing(this JsonObject holder, params ReadOnlySpan<(string Name, JsonNode Value)> defaults)
    {
        foreach (var (name, value) in defaults)
        {
            holder.Missing(name, value);
        }
    }

    /// <summary>Sets those members that are absent or 0.</summary>
    public static void Zero(this JsonObject holder, params ReadOnlySpan<(string Name, long Value)> defaults)
    {
        foreach (var (name, value) in defaults)
        {
            if ((holder.Number(name) ?? 0) == 0)
            {
                holder[name] = value;
            }
        }
    }

    /// <summary>Takes a member over from another object: its copy, or its absence.</summary>
    public static void Take(this JsonObject holder, JsonObject? from, string name)
    {
        if (from?[name] is { } kept)
        {
            holder[name] = kept.DeepClone();
        }
        else
        {
            holder.Remove(name);
        }
    }
}

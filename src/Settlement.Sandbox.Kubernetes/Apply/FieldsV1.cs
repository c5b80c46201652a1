using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>The written form of a field set in managedFields.</summary>
internal static class FieldsV1
{
    private const string Self = ".";

    public static JsonObject Write(FieldSet set)
    {
        var written = new JsonObject();
        Write(set, written);
        return written;
    }

    /// <exception cref="JsonException">It is none.</exception>
    public static FieldSet Read(JsonObject written)
    {
        var set = new FieldSet();
        Read(written, set, []);
        return set;
    }

    private static void Write(FieldSet set, JsonObject into)
    {
        foreach (var (element, member, below) in set.Entries)
        {
            var child = new JsonObject();
            if (below is not null)
            {
                if (member)
                {
                    child[Self] = new JsonObject();
                }

                Write(below, child);
            }

            into[element.Written] = child;
        }
    }

    private static void Read(JsonObject written, FieldSet set, List<PathElement> path)
    {
        foreach (var (name, value) in written)
        {
            if (name == Self)
            {
                set.Add([.. path]);
                continue;
            }

            if (PathElement.Parse(name) is not { } element)
            {
                continue; // Newer writers may know more kinds of elements.
            }

            path.Add(element);
            if (value is JsonObject { Count: > 0 } children)
            {
                Read(children, set, path);
            }
            else
            {
                set.Add([.. path]);
            }

            path.RemoveAt(path.Count - 1);
        }
    }
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Drops what a structural schema does not know.</summary>
internal static class Pruning
{
    private const int FewMembers = 16;

    /// <summary>Prunes a whole custom resource; apiVersion, kind and metadata are left alone.</summary>
    /// <param name="value">The object; changed.</param>
    /// <param name="schema">Its root node.</param>
    /// <param name="unknown">Gets the paths of what was dropped, such as <c>spec.colour</c>; null if nobody asks.</param>
    public static void Prune(JsonObject value, SchemaNode schema, List<string>? unknown) => Prune(value, schema, true, FieldPath.Root, unknown);

    private static void Prune(JsonNode? value, SchemaNode? schema, bool whole, FieldPath path, List<string>? unknown)
    {
        if (value is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Prune(list[i], schema is { Kind: SchemaKind.List } ? schema.Items : Free(schema), false, path.Element(i), unknown);
            }
        }
        else if (value is JsonObject members)
        {
            List<string>? dropped = null;
            foreach (var (name, member) in members)
            {
                if ((whole || schema is { Embedded: true }) && name is ("apiVersion" or "kind" or "metadata"))
                {
                    continue;
                }

                if (schema is not null && schema.Fields.TryGetValue(name, out var field))
                {
                    Prune(member, field.Node, false, path.Member(name), unknown);
                }
                else if (schema is { Kind: SchemaKind.Map })
                {
                    Prune(member, schema.Items, false, path.Member(name), unknown);
                }
                else if (Free(schema) is null)
                {
                    unknown?.Add(path.Member(name).ToString());
                    (dropped ??= []).Add(name);
                }
            }

            if (dropped is not null)
            {
                Drop(members, dropped);
            }
        }
    }

    /// <summary>Takes members out one by one, or, as each costs a move of all that follow, all at once where they are many.</summary>
    private static void Drop(JsonObject members, List<string> names)
    {
        if (names.Count <= FewMembers)
        {
            names.ForEach(name => members.Remove(name));
            return;
        }

        var gone = names.ToHashSet(StringComparer.Ordinal);
        var kept = members.Where(m => !gone.Contains(m.Key)).ToList();
        members.Clear();
        foreach (var (name, member) in kept)
        {
            members.Add(name, member);
        }
    }

    /// <summary>The schema itself if it keeps what it does not know, else null.</summary>
    private static SchemaNode? Free(SchemaNode? schema) => schema is { KeepsUnknown: true } ? schema : null;
}

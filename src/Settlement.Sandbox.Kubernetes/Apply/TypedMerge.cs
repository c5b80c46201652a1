using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>Lays an applied configuration over the live object.</summary>
internal static class TypedMerge
{
    /// <returns>A new object; nothing of the two is changed or shared.</returns>
    /// <exception cref="TypedException">One of them is not of the schema.</exception>
    public static JsonObject Merge(JsonObject live, JsonObject applied, SchemaNode schema) =>
        Visit(Slot.Of(live), Slot.Of(applied), schema).Map ?? new JsonObject();

    private static Slot Visit(Slot live, Slot applied, SchemaNode? node)
    {
        if (!applied.Present)
        {
            return Copy(live);
        }

        var form = Shapes.FormOf(node, applied);
        if (applied.IsNull && live.Present)
        {
            form = Shapes.FormOf(node, live);
        }
        else if (live.Present && !live.IsNull && Shapes.FormOf(node, live) != form)
        {
            return Copy(applied);
        }

        return form switch
        {
            Form.Map when !Shapes.IsAtomicMap(node) && (live.Map is { Count: > 0 } || applied.Map is { Count: > 0 }) => Maps(live.Map, applied.Map, node),
            Form.List when !Shapes.IsAtomicList(node) && (live.List is { Count: > 0 } || applied.List is { Count: > 0 }) => Lists(live.List, applied.List, node!),
            _ => Copy(applied),
        };
    }

    private static Slot Maps(JsonObject? live, JsonObject? applied, SchemaNode? node)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in live ?? [])
        {
            Put(merged, name, Slot.Of(value), Slot.Member(applied, name), node);
        }

        foreach (var (name, value) in applied ?? [])
        {
            if (live is null || !live.ContainsKey(name))
            {
                Put(merged, name, Slot.Absent, Slot.Of(value), node);
            }
        }

        return merged.Count > 0 ? Slot.Of(merged) : Slot.Absent;
    }

    private static void Put(JsonObject merged, string name, Slot live, Slot applied, SchemaNode? node)
    {
        _ = Shapes.TryMember(node, name, out var member);
        if (Visit(live, applied, member) is { Present: true } value)
        {
            merged[name] = value.Node;
        }
    }

    /// <summary>
    /// The order of the applied list holds for its elements; elements of the live list alone stay where they are relative to their live neighbours.
    /// </summary>
    private static Slot Lists(JsonArray? live, JsonArray? applied, SchemaNode node)
    {
        var (inLive, inApplied) = (new Dictionary<PathElement, Slot>(), new Dictionary<PathElement, Slot>());
        var right = ListItems.Index(node, applied, inApplied);
        var left = ListItems.Index(node, live, inLive);
        var shared = new Queue<PathElement>(right.Select(r => r.Element).Where(inLive.ContainsKey));
        var merged = new JsonArray();
        var done = new HashSet<PathElement>();
        var (l, r) = (0, 0);
        while (l < left.Count || r < right.Count)
        {
            if (l < left.Count && r < right.Count)
            {
                var element = left[l].Element;
                if (element.Equals(right[r].Element))
                {
                    Take(element);
                    l++;
                    continue;
                }

                if (inApplied.ContainsKey(element) && shared.TryPeek(out var next) && !next.Equals(element))
                {
                    l++; // Shared, but its place in the applied list comes later or was before.
                    continue;
                }
            }

            if (l < left.Count)
            {
                var element = left[l].Element;
                if (!inApplied.ContainsKey(element))
                {
                    Add(Visit(Slot.Of(left[l].Item), Slot.Absent, node.Items));
                    l++;
                    continue;
                }

                if (done.Contains(element))
                {
                    l++;
                }
            }

            if (r < right.Count)
            {
                Take(right[r].Element);
            }
        }

        return merged.Count > 0 ? Slot.Of(merged) : Slot.Absent;

        void Take(PathElement element)
        {
            done.Add(element);
            Add(Visit(inLive.GetValueOrDefault(element), inApplied.GetValueOrDefault(element), node.Items));
            r++;
            if (shared.TryPeek(out var next) && next.Equals(element))
            {
                shared.Dequeue();
            }
        }

        void Add(Slot item)
        {
            if (item.Present)
            {
                merged.Add(item.Node);
            }
        }
    }

    private static Slot Copy(Slot value) => value.Present ? Slot.Of(value.Node?.DeepClone()) : value;
}

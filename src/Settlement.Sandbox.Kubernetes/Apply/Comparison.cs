using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>What differs between two states of an object, field by field.</summary>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    /// <exception cref="TypedException">One of them is not of the schema.</exception>
    public static Comparison Of(JsonObject before, JsonObject after, SchemaNode schema)
    {
        var walk = new Walk();
        walk.Visit(Slot.Of(before), Slot.Of(after), schema);
        return new Comparison(walk.Added, walk.Modified, walk.Removed);
    }

    public Comparison Without(FieldSet ignored) => ignored.IsEmpty ? this : new(Added.Without(ignored), Modified.Without(ignored), Removed.Without(ignored));

    private sealed class Walk
    {
        private readonly List<PathElement> _path = [];

        public FieldSet Added { get; } = new();

        public FieldSet Modified { get; } = new();

        public FieldSet Removed { get; } = new();

        public void Visit(Slot before, Slot after, SchemaNode? node)
        {
            var leaf = false;
            if (!after.Present)
            {
                leaf = Enter(Shapes.FormOf(node, before), before, after, node);
            }
            else
            {
                var form = Shapes.FormOf(node, after);
                if (before.Present && Shapes.FormOf(node, before) is var old && old != form && !before.IsNull && !after.IsNull)
                {
                    // A value of free form changed its form: what it had below itself went, what it has now came.
                    Below(old, before, Slot.Absent, before, after, node);
                    Below(form, Slot.Absent, after, before, after, node);
                    return;
                }

                leaf = Enter(after.IsNull && before.Present ? Shapes.FormOf(node, before) : form, before, after, node);
            }

            if (!leaf)
            {
                if (!before.Present)
                {
                    Added.Add([.. _path]);
                }
                else if (!after.Present)
                {
                    Removed.Add([.. _path]);
                }
            }
        }

        /// <summary>One side of a value that changed its form.</summary>
        private void Below(Form form, Slot from, Slot to, Slot before, Slot after, SchemaNode? node)
        {
            if (form == Form.Map && !Shapes.IsAtomicMap(node) && (from.Map ?? to.Map) is { Count: > 0 })
            {
                VisitMaps(from.Map, to.Map, node);
            }
            else
            {
                Leaf(before, after);
            }
        }

        /// <summary>Whether it was taken as one value.</summary>
        private bool Enter(Form form, Slot before, Slot after, SchemaNode? node)
        {
            switch (form)
            {
                case Form.Map when !Shapes.IsAtomicMap(node) && (before.Map is { Count: > 0 } || after.Map is { Count: > 0 }):
                    VisitMaps(MapOf(before), MapOf(after), node);
                    return false;
                case Form.List when !Shapes.IsAtomicList(node) && (before.List is { Count: > 0 } || after.List is { Count: > 0 }):
                    VisitLists(ListOf(before), ListOf(after), node!);
                    return false;
                default:
                    Leaf(before, after);
                    return true;
            }
        }

        private void Leaf(Slot before, Slot after)
        {
            if (!before.Present)
            {
                Added.Add([.. _path]);
            }
            else if (!after.Present)
            {
                Removed.Add([.. _path]);
            }
            else if (!JsonNode.DeepEquals(before.Node, after.Node))
            {
                Modified.Add([.. _path]);
            }
        }

        private void VisitMaps(JsonObject? before, JsonObject? after, SchemaNode? node)
        {
            foreach (var (name, value) in before ?? [])
            {
                Member(name, Slot.Of(value), Slot.Member(after, name), node);
            }

            foreach (var (name, value) in after ?? [])
            {
                if (before is null || !before.ContainsKey(name))
                {
                    Member(name, Slot.Absent, Slot.Of(value), node);
                }
            }
        }

        private void Member(string name, Slot before, Slot after, SchemaNode? node)
        {
            _ = Shapes.TryMember(node, name, out var member);
            Below(PathElement.Field(name), before, after, member);
        }

        private void VisitLists(JsonArray? before, JsonArray? after, SchemaNode node)
        {
            var (old, present) = (new Dictionary<PathElement, Slot>(), new Dictionary<PathElement, Slot>());
            var elements = ListItems.Index(node, before, old);
            elements.AddRange(ListItems.Index(node, after, present));
            foreach (var element in elements.Select(e => e.Element).Distinct())
            {
                var (inOld, inPresent) = (old.TryGetValue(element, out var a), present.TryGetValue(element, out var b));
                var (twiceBefore, twiceAfter) = (inOld && !a.Present, inPresent && !b.Present);
                if (twiceBefore && twiceAfter)
                {
                    Repeated(element, elements, before?.Count ?? 0);
                }
                else if (twiceBefore || twiceAfter)
                {
                    // What comes more than once has no fields of its own.
                    Below(element, a, Slot.Absent, node.Items);
                    Below(element, Slot.Absent, b, node.Items);
                    (twiceBefore ? Removed : Added).Add([.. _path, element]);
                }
                else
                {
                    Below(element, a, b, node.Items);
                }
            }
        }

        private void Repeated(PathElement element, List<(PathElement Element, JsonNode? Item)> elements, int before)
        {
            var old = elements.Take(before).Where(e => e.Element.Equals(element)).Select(e => e.Item);
            var present = elements.Skip(before).Where(e => e.Element.Equals(element)).Select(e => e.Item);
            if (!old.SequenceEqual(present, EqualityComparer<JsonNode?>.Create(JsonNode.DeepEquals)))
            {
                Modified.Add([.. _path, element]);
            }
        }

        private void Below(PathElement element, Slot before, Slot after, SchemaNode? node)
        {
            if (!before.Present && !after.Present)
            {
                return;
            }

            _path.Add(element);
            Visit(before, after, node);
            _path.RemoveAt(_path.Count - 1);
        }

        private static JsonObject? MapOf(Slot value) => value.Present && value.Node is not (null or JsonObject) ? throw new TypedException($"expected map, got &{{{GoValues.Plain(value.Node)}}}") : value.Map;

        private static JsonArray? ListOf(Slot value) => value.Present && value.Node is not (null or JsonArray) ? throw new TypedException($"expected list, got &{{{GoValues.Plain(value.Node)}}}") : value.List;
    }
}

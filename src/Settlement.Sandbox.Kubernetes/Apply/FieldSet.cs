using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>
/// A set of field paths, as a tree. A path may be a member without its children and children may be members without it.
/// Operations return new sets that share what did not change; <see cref="Add"/> is for building only, before a set is shared.
/// </summary>
internal sealed class FieldSet
{
    private readonly List<Entry> _entries = [];

    public static FieldSet Empty { get; } = new();

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>The steps at this level in order, whether each is a member, and what is below it.</summary>
    public IEnumerable<(PathElement Element, bool Member, FieldSet? Below)> Entries
    {
        get
        {
            foreach (var entry in _entries)
            {
                yield return (entry.Element, entry.Member, entry.Below);
            }
        }
    }

    public static FieldSet Of(params ReadOnlySpan<string[]> paths)
    {
        var set = new FieldSet();
        foreach (var path in paths)
        {
            set.Add([.. path.Select(PathElement.Field)]);
        }

        return set;
    }

    /// <summary>Adds a path. The empty path stands for the whole object, which nobody owns.</summary>
    public void Add(ReadOnlySpan<PathElement> path)
    {
        var set = this;
        for (var i = 0; i < path.Length; i++)
        {
            var at = set.Find(path[i]);
            if (at < 0)
            {
                at = ~at;
                set._entries.Insert(at, new Entry(path[i], false, null));
            }

            var entry = set._entries[at];
            if (i == path.Length - 1)
            {
                set._entries[at] = entry with { Member = true };
                return;
            }

            if (entry.Below is null)
            {
                entry = entry with { Below = new FieldSet() };
                set._entries[at] = entry;
            }

            set = entry.Below!;
        }
    }

    /// <summary>Puts a step with what is below it, which must come after all others.</summary>
    public void Append(PathElement element, bool member, FieldSet? below)
    {
        if (member || below is { IsEmpty: false })
        {
            _entries.Add(new Entry(element, member, below is { IsEmpty: true } ? null : below));
        }
    }

    public bool Has(PathElement element) => Find(element) is >= 0 and var at && _entries[at].Member;

    public bool Has(ReadOnlySpan<PathElement> path)
    {
        var set = this;
        for (var i = 0; i < path.Length; i++)
        {
            var at = set.Find(path[i]);
            if (at < 0)
            {
                return false;
            }

            if (i == path.Length - 1)
            {
                return set._entries[at].Member;
            }

            if (set._entries[at].Below is not { } below)
            {
                return false;
            }

            set = below;
        }

        return false;
    }

    /// <summary>What is below a step; empty if nothing is.</summary>
    public FieldSet Below(PathElement element) => Find(element) is >= 0 and var at && _entries[at].Below is { } below ? below : Empty;

    public FieldSet Union(FieldSet other) => Combine(this, other, (a, b) => a || b, keepLeft: true, keepRight: true, static (a, b) => a.Union(b));

    /// <summary>Members of this that are none of the other; what is below a member of the other stays.</summary>
    public FieldSet Difference(FieldSet other) => Combine(this, other, (a, b) => a && !b, keepLeft: true, keepRight: false, static (a, b) => a.Difference(b));

    public FieldSet Intersection(FieldSet other) => Combine(this, other, (a, b) => a && b, keepLeft: false, keepRight: false, static (a, b) => a.Intersection(b));

    /// <summary>As <see cref="Difference"/>, and what is below a member of the other goes too.</summary>
    public FieldSet Without(FieldSet other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return this;
        }

        var result = new FieldSet();
        foreach (var entry in _entries)
        {
            var at = other.Find(entry.Element);
            if (at < 0)
            {
                result._entries.Add(entry);
            }
            else if (!other._entries[at].Member)
            {
                result.Append(entry.Element, entry.Member, other._entries[at].Below is { } below ? entry.Below?.Without(below) : entry.Below);
            }
        }

        return result;
    }

    /// <summary>This, and each named field of the schema above a member; elements of maps and lists are not added.</summary>
    public FieldSet WithNamedFields(SchemaNode? node)
    {
        var result = new FieldSet();
        foreach (var entry in _entries)
        {
            var named = entry.Below is not null && entry.Element.Kind == ElementKind.Field && Shapes.HasField(node, entry.Element.Text);
            result._entries.Add(new Entry(entry.Element, entry.Member || named, entry.Below?.WithNamedFields(Shapes.Child(node, entry.Element))));
        }

        return result;
    }

    public bool SameAs(FieldSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (_entries.Count != other._entries.Count)
        {
            return false;
        }

        for (var i = 0; i < _entries.Count; i++)
        {
            var (a, b) = (_entries[i], other._entries[i]);
            if (a.Member != b.Member || !a.Element.Equals(b.Element) || !(a.Below ?? Empty).SameAs(b.Below ?? Empty))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All members as messages name them: those of a level first, then what is below.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        foreach (var entry in _entries.Where(e => e.Member))
        {
            yield return prefix + entry.Element;
        }

        foreach (var entry in _entries)
        {
            foreach (var path in entry.Below?.Paths(prefix + entry.Element) ?? [])
            {
                yield return path;
            }
        }
    }

    private static FieldSet Combine(FieldSet left, FieldSet right, Func<bool, bool, bool> member, bool keepLeft, bool keepRight, Func<FieldSet, FieldSet, FieldSet> below)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return (left.IsEmpty, keepLeft, keepRight) switch
            {
                (false, true, _) => left,
                (true, _, true) => right,
                _ => Empty,
            };
        }

        var result = new FieldSet();
        var (l, r) = (0, 0);
        while (l < left._entries.Count || r < right._entries.Count)
        {
            var order = l == left._entries.Count ? 1 : r == right._entries.Count ? -1 : left._entries[l].Element.CompareTo(right._entries[r].Element);
            if (order < 0)
            {
                if (keepLeft)
                {
                    result._entries.Add(left._entries[l]);
                }

                l++;
            }
            else if (order > 0)
            {
                if (keepRight)
                {
                    result._entries.Add(right._entries[r]);
                }

                r++;
            }
            else
            {
                var (a, b) = (left._entries[l++], right._entries[r++]);
                var children = a.Below is null && b.Below is null ? null : below(a.Below ?? Empty, b.Below ?? Empty);
                result.Append(a.Element, member(a.Member, b.Member), children);
            }
        }

        return result;
    }

    private int Find(PathElement element)
    {
        var (low, high) = (0, _entries.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _entries[middle].Element.CompareTo(element);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    private sealed record Entry(PathElement Element, bool Member, FieldSet? Below);
}

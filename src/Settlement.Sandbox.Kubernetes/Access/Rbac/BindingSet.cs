using System.Collections.Immutable;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>The bindings of one namespace, or those of the cluster, by whom they bind. Never changed.</summary>
internal sealed class BindingSet
{
    public static readonly BindingSet Empty = new(ImmutableSortedDictionary.Create<string, Binding>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, Binding> _byName;
    private readonly Dictionary<string, List<Bound>> _ofUsers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Bound>> _ofGroups = new(StringComparer.Ordinal);

    private BindingSet(ImmutableSortedDictionary<string, Binding> byName)
    {
        _byName = byName;
        foreach (var binding in byName.Values)
        {
            foreach (var subject in binding.Subjects)
            {
                Add(subject.IsGroup ? _ofGroups : _ofUsers, new Bound(binding, subject));
            }
        }
    }

    public BindingSet With(Binding binding) => new(_byName.SetItem(binding.Name, binding));

    public BindingSet Without(string name) => new(_byName.Remove(name));

    /// <summary>The bindings that apply to a user.</summary>
    public IEnumerable<Bound> Of(UserInfo user)
    {
        foreach (var bound in _ofUsers.GetValueOrDefault(user.Name, []))
        {
            yield return bound;
        }

        foreach (var group in user.Groups)
        {
            foreach (var bound in _ofGroups.GetValueOrDefault(group, []))
            {
                yield return bound;
            }
        }
    }

    private static void Add(Dictionary<string, List<Bound>> to, Bound bound)
    {
        if (!to.TryGetValue(bound.Subject.Key, out var bounds))
        {
            to[bound.Subject.Key] = bounds = [];
        }

        bounds.Add(bound);
    }

    /// <summary>A binding and that of its subjects by which it was found.</summary>
    internal sealed record Bound(Binding Binding, BoundSubject Subject);
}

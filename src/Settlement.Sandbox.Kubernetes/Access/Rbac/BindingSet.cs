using System.Collections.Frozen;
using System.Collections.Immutable;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>The bindings of one namespace, or those of the cluster, by whom they bind. Never changed.</summary>
internal sealed class BindingSet
{
    public static readonly BindingSet Empty = new(ImmutableSortedDictionary.Create<string, Binding>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, Binding> _byName;
    private readonly FrozenDictionary<(bool IsGroup, string Key), Bound[]> _bySubject;

    private BindingSet(ImmutableSortedDictionary<string, Binding> byName)
    {
        _byName = byName;
        _bySubject = byName.Values.SelectMany(binding => binding.Subjects, (binding, subject) => new Bound(binding, subject))
            .GroupBy(bound => (bound.Subject.IsGroup, bound.Subject.Key)).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    public BindingSet With(Binding binding) => new(_byName.SetItem(binding.Name, binding));

    public BindingSet Without(string name) => new(_byName.Remove(name));

    /// <summary>The bindings that apply to a user.</summary>
    public IEnumerable<Bound> Of(UserInfo user)
    {
        foreach (var bound in _bySubject.GetValueOrDefault((false, user.Name), []))
        {
            yield return bound;
        }

        foreach (var group in user.Groups)
        {
            foreach (var bound in _bySubject.GetValueOrDefault((true, group), []))
            {
                yield return bound;
            }
        }
    }

    /// <summary>A binding and that of its subjects by which it was found.</summary>
    internal readonly record struct Bound(Binding Binding, BoundSubject Subject);
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Requests;

namespace Settlement.Sandbox.Kubernetes.Access.Rbac;

/// <summary>What one rule of a role allows: verbs on resources of groups, maybe only of some names, or verbs on other paths.</summary>
internal sealed record PolicyRule(string[] Verbs, string[] Groups, string[] Resources, string[] Names, string[] Urls)
{
    private const string Any = "*";

    /// <summary>What system:masters may do.</summary>
    public static readonly IReadOnlyList<PolicyRule> Everything = [new([Any], [Any], [Any], [], []), new([Any], [], [], [], [Any])];

    public static IReadOnlyList<PolicyRule> ReadAll(JsonObject role) => [.. role.Objects("rules").Select(Read)];

    public bool Allows(RequestAttributes request)
    {
        if (!Has(Verbs, request.Verb))
        {
            return false;
        }

        return request.IsResource
            ? Has(Groups, request.Group) && AllowsResource(request.Resource, request.Subresource) && (Names.Length == 0 || Names.Contains(request.Name))
            : Urls.Any(url => CoversUrl(url, request.Path));
    }

    /// <summary>The parts of one verb, one group, one resource and at most one name, or one verb and one path, which together are this rule.</summary>
    public IEnumerable<PolicyRule> Parts() =>
    [
        .. from @group in Groups
           from resource in Resources
           from verb in Verbs
           from name in Names.Length == 0 ? [null] : (IEnumerable<string?>)Names
           select new PolicyRule([verb], [@group], [resource], name is null ? [] : [name], []),
        .. from url in Urls from verb in Verbs select new PolicyRule([verb], [], [], [], [url]),
    ];

    /// <summary>Whether this rule allows all that a part of another allows.</summary>
    public bool Covers(PolicyRule part) =>
        HasAll(Verbs, part.Verbs)
        && HasAll(Groups, part.Groups)
        && part.Resources.All(CoversResource)
        && part.Urls.All(url => Urls.Any(own => CoversUrl(own, url)))
        && (Names.Length == 0 || (part.Names.Length > 0 && part.Names.All(Names.Contains)));

    public bool Equals(PolicyRule? other) =>
        other is not null && Verbs.SequenceEqual(other.Verbs) && Groups.SequenceEqual(other.Groups) && Resources.SequenceEqual(other.Resources) && Names.SequenceEqual(other.Names) && Urls.SequenceEqual(other.Urls);

    public override int GetHashCode() => HashCode.Combine(Verbs.Length, Groups.Length, Resources.FirstOrDefault(), Urls.FirstOrDefault());

    /// <summary>As messages show it.</summary>
    public override string ToString()
    {
        var parts = new[] { ("APIGroups", Groups), ("Resources", Resources), ("NonResourceURLs", Urls), ("ResourceNames", Names), ("Verbs", Verbs) };
        return $"{{{string.Join(", ", parts.Where(part => part.Item2.Length > 0).Select(part => $"{part.Item1}:{Go.Quote(part.Item2)}"))}}}";
    }

    private static PolicyRule Read(JsonObject rule) => new(Strings(rule, "verbs"), Strings(rule, "apiGroups"), Strings(rule, "resources"), Strings(rule, "resourceNames"), Strings(rule, "nonResourceURLs"));

    private static string[] Strings(JsonObject rule, string name) => [.. rule.Array(name)?.OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : "") ?? []];

    private static bool Has(string[] list, string value) => list.Contains(Any) || list.Contains(value);

    private static bool HasAll(string[] list, string[] values) => list.Contains(Any) || values.All(list.Contains);

    private static bool CoversUrl(string own, string url) =>
        own == Any || own == url || (own.EndsWith(Any, StringComparison.Ordinal) && url.StartsWith(own.TrimEnd('*'), StringComparison.Ordinal));

    private bool AllowsResource(string resource, string subresource) => subresource.Length == 0
        ? Has(Resources, resource)
        : Has(Resources, $"{resource}/{subresource}") || Resources.Contains($"*/{subresource}");

    private bool CoversResource(string resource) =>
        Has(Resources, resource) || (resource.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && Resources.Contains(Any + resource[slash..]));
}

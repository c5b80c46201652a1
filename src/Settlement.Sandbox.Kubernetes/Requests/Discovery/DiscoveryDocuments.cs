using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Discovery;

/// <summary>The documents by which clients find out what is served. Made once for each state of the catalog.</summary>
internal sealed class DiscoveryDocuments(TypeCatalog catalog, IReadOnlyList<ISubresource> subresources)
{
    /// <summary>The groups of a cluster in the order in which they are told; those not named here follow by name.</summary>
    private static readonly string[] GroupOrder =
    [
        "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "networking.k8s.io", "policy", "rbac.authorization.k8s.io",
        "storage.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "discovery.k8s.io",
    ];

    private readonly Lock _lock = new();
    private State? _state;

    /// <summary>The names of all groups but the core group.</summary>
    public IReadOnlyList<string> Groups => Present().Groups;

    /// <summary>The versions of a group, best first; none if it is not served.</summary>
    public IReadOnlyList<string> Versions(string group) =>
        [.. Present().Resources.Where(r => r.Group == group).Select(r => r.Version).Distinct().OrderByDescending(v => v, VersionOrder.Instance)];

    public JsonObject GroupList() => new() { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. Groups.Select(GroupBody)]) };

    public JsonObject Group(string group)
    {
        var value = new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach (var (name, member) in GroupBody(group).ToList())
        {
            value[name] = member?.DeepClone();
        }

        return value;
    }

    public JsonObject ResourceList(string group, string version) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = GroupVersion(group, version),
        ["resources"] = new JsonArray([.. Served(group, version).Select(r => r.ToLegacy())]),
    };

    /// <summary>The aggregated document of the core group, or of all others, with its ETag.</summary>
    public (ReadOnlyMemory<byte> Json, string Tag) Aggregated(bool core)
    {
        var state = Present();
        return core ? state.Core.Value : state.Others.Value;
    }

    private JsonObject GroupBody(string group)
    {
        var versions = Versions(group).Select(v => new JsonObject { ["groupVersion"] = GroupVersion(group, v), ["version"] = v }).ToList();
        return new JsonObject { ["name"] = group, ["versions"] = new JsonArray([.. versions]), ["preferredVersion"] = versions[0].DeepClone() };
    }

    private IEnumerable<ServedResource> Served(string group, string version)
    {
        var served = Present().Resources.Where(r => r.Group == group && r.Version == version);
        return served.Any(r => r.IsCustom) ? served : served.OrderBy(r => r.Name, StringComparer.Ordinal);
    }

    private State Present()
    {
        lock (_lock)
        {
            var generation = catalog.Generation;
            if (_state?.Generation != generation)
            {
                List<ServedResource> resources = [.. catalog.All.SelectMany(ServedResource.Of), .. subresources.Select(ServedResource.Of)];
                IReadOnlyList<string> groups =
                [
                    .. resources.Select(r => r.Group).Where(g => g.Length > 0).Distinct()
                        .OrderBy(g => System.Array.IndexOf(GroupOrder, g) is >= 0 and var at ? at : int.MaxValue).ThenBy(g => g, StringComparer.Ordinal),
                ];
                _state = new State(generation, groups, resources, new(() => Document([""])), new(() => Document(groups)));
            }

            return _state;
        }
    }

    private (ReadOnlyMemory<byte> Json, string Tag) Document(IEnumerable<string> groups)
    {
        var document = new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/v2",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. groups.Select(AggregatedGroup)]),
        };
        var json = ObjectForm.Serialize(document);
        return (json, $"\"{Convert.ToHexString(SHA512.HashData(json.Span))}\"");
    }

    private JsonObject AggregatedGroup(string group) => new()
    {
        ["metadata"] = group.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = group },
        ["versions"] = new JsonArray([.. Versions(group).Select(v => new JsonObject { ["version"] = v, ["resources"] = Resources(group, v), ["freshness"] = "Current" })]),
    };

    private JsonArray Resources(string group, string version)
    {
        var resources = new JsonArray();
        foreach (var below in Served(group, version).GroupBy(r => r.Plural))
        {
            var resource = below.First().ToAggregated();
            if (below.Skip(1).Any())
            {
                resource["subresources"] = new JsonArray([.. below.Skip(1).Select(r => r.ToAggregatedSubresource())]);
            }

            resources.Add((JsonNode)resource);
        }

        return resources;
    }

    private static string GroupVersion(string group, string version) => group.Length == 0 ? version : $"{group}/{version}";

    private sealed record State(
        long Generation,
        IReadOnlyList<string> Groups,
        IReadOnlyList<ServedResource> Resources,
        Lazy<(ReadOnlyMemory<byte> Json, string Tag)> Core,
        Lazy<(ReadOnlyMemory<byte> Json, string Tag)> Others);
}

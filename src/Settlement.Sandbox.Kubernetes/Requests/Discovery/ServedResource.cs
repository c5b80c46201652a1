using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Discovery;

/// <summary>One path that discovery tells of: a kind, or something below it.</summary>
/// <param name="Group">Group under which it is served.</param>
/// <param name="Version">Version under which it is served.</param>
/// <param name="Plural">Plural of the kind.</param>
/// <param name="Subresource">Name below the object; empty for the kind itself.</param>
/// <param name="Singular">Singular of the kind; empty for a subresource.</param>
/// <param name="Kind">Kind of the body.</param>
/// <param name="Body">Group and version of the body where they are others; else null.</param>
/// <param name="Namespaced">Whether it is within namespaces.</param>
/// <param name="Verbs">What may be done, in the order of the machinery.</param>
internal sealed record ServedResource(string Group, string Version, string Plural, string Subresource, string Singular, string Kind, (string Group, string Version)? Body, bool Namespaced, IReadOnlyList<string> Verbs)
{
    private static readonly string[] BuiltInVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] CustomVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] ReadAndWrite = ["get", "patch", "update"];

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool IsCustom { get; init; }

    public string Name => Subresource.Length == 0 ? Plural : $"{Plural}/{Subresource}";

    /// <summary>A kind with its status and scale.</summary>
    public static IEnumerable<ServedResource> Of(ResourceType type)
    {
        IReadOnlyList<string> verbs = type.IsCustom ? CustomVerbs : type.Strategy.DeletesCollections ? BuiltInVerbs : [.. BuiltInVerbs.Where(v => v != "deletecollection")];
        yield return new ServedResource(type.Group, type.Version, type.Plural, "", type.Singular, type.Kind, null, type.Namespaced, verbs)
        {
            ShortNames = type.ShortNames,
            Categories = type.Categories,
            IsCustom = type.IsCustom,
        };
        if (type.HasStatus)
        {
            yield return new ServedResource(type.Group, type.Version, type.Plural, "status", "", type.Kind, null, type.Namespaced, ReadAndWrite) { IsCustom = type.IsCustom };
        }

        if (type.Scale is not null)
        {
            yield return new ServedResource(type.Group, type.Version, type.Plural, "scale", "", "Scale", ("autoscaling", "v1"), type.Namespaced, ReadAndWrite) { IsCustom = type.IsCustom };
        }
    }

    public static ServedResource Of(ISubresource below) => new(
        below.Group,
        below.Version,
        below.Plural,
        below.Name,
        below.Name.Length == 0 ? below.Body.Kind.ToLowerInvariant() : "",
        below.Body.Kind,
        (below.Body.Group, below.Body.Version) == (below.Group, below.Version) ? null : (below.Body.Group, below.Body.Version),
        below.Namespaced,
        below.Verbs);

    /// <summary>As an APIResource.</summary>
    public JsonObject ToLegacy()
    {
        var resource = new JsonObject { ["name"] = Name, ["singularName"] = Singular, ["namespaced"] = Namespaced };
        if (Body is { } body)
        {
            resource["group"] = body.Group;
            resource["version"] = body.Version;
        }

        resource["kind"] = Kind;
        resource["verbs"] = Texts(Verbs);
        AddNames(resource);
        if (Subresource.Length == 0 && Verbs.Contains("get") && Group != "apiextensions.k8s.io")
        {
            resource["storageVersionHash"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{Group}/{Version}/{Kind}")).AsSpan(0, 8));
        }

        return resource;
    }

    /// <summary>As an APIResourceDiscovery, without its subresources.</summary>
    public JsonObject ToAggregated()
    {
        var resource = new JsonObject
        {
            ["resource"] = Plural,
            ["responseKind"] = ResponseKind(),
            ["scope"] = Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = Singular,
            ["verbs"] = Texts(Verbs),
        };
        AddNames(resource);
        return resource;
    }

    /// <summary>As an APISubresourceDiscovery.</summary>
    public JsonObject ToAggregatedSubresource() => new() { ["subresource"] = Subresource, ["responseKind"] = ResponseKind(), ["verbs"] = Texts(Verbs) };

    private JsonObject ResponseKind()
    {
        // Definitions of custom resources name group and version in full; built-in kinds leave them out where they are those of the path.
        var (group, version) = Body ?? (IsCustom ? (Group, Version) : ("", ""));
        return new JsonObject { ["group"] = group, ["version"] = version, ["kind"] = Kind };
    }

    private void AddNames(JsonObject resource)
    {
        if (ShortNames.Count > 0)
        {
            resource["shortNames"] = Texts(ShortNames);
        }

        if (Categories.Count > 0)
        {
            resource["categories"] = Texts(Categories);
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);
}

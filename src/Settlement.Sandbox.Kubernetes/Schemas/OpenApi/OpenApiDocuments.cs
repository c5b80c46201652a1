using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Requests.Discovery;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.OpenApi;

/// <summary>One document: made when it is first asked for.</summary>
/// <param name="Hash">Changes with the content; 128 hexadecimal digits.</param>
/// <param name="Changed">When it came to be what it is.</param>
/// <param name="Json">The bytes.</param>
internal sealed record OpenApiDocument(string Hash, DateTimeOffset Changed, Lazy<byte[]> Json);

/// <summary>The OpenAPI documents of what is served now: one of version 3 for each group and version, one of version 2 for all.</summary>
internal sealed class OpenApiDocuments(TypeCatalog catalog, IReadOnlyList<ISubresource> subresources, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _generation = -1;
    private SortedDictionary<string, OpenApiDocument> _documents = new(StringComparer.Ordinal);
    private OpenApiDocument? _two;

    /// <summary>The documents of version 3 by their path below <c>/openapi/v3/</c>, such as <c>apis/apps/v1</c>.</summary>
    public IReadOnlyDictionary<string, OpenApiDocument> Three
    {
        get
        {
            lock (_gate)
            {
                Refresh();
                return _documents;
            }
        }
    }

    /// <summary>The document of version 2.</summary>
    public OpenApiDocument Two
    {
        get
        {
            lock (_gate)
            {
                Refresh();
                return _two!;
            }
        }
    }

    private void Refresh()
    {
        var generation = catalog.Generation;
        if (generation == _generation)
        {
            return;
        }

        var types = catalog.All;
        var documents = new SortedDictionary<string, OpenApiDocument>(StringComparer.Ordinal);
        foreach (var version in types.GroupBy(t => (t.Group, t.Version)))
        {
            Put(documents, Path(version.Key.Group, version.Key.Version), Fingerprint(version), () => Version3(version.ToList()));
            if (version.Any(t => !t.IsCustom))
            {
                Put(documents, version.Key.Group.Length == 0 ? "api" : $"apis/{version.Key.Group}", version.Key.Group, () => Groups(version.Key.Group));
            }
        }

        foreach (var version in subresources.Where(s => !types.Any(t => t.Group == s.Group && t.Version == s.Version)).GroupBy(s => (s.Group, s.Version)))
        {
            Put(documents, Path(version.Key.Group, version.Key.Version), "", () => Version3([], version.Key));
            Put(documents, $"apis/{version.Key.Group}", version.Key.Group, () => Groups(version.Key.Group));
        }

        Put(documents, "apis", "", () => Plain("Kubernetes", "/apis/"));
        Put(documents, "version", "", () => Plain("Kubernetes", "/version/"));
        var all = Hash(string.Concat(documents.Select(d => d.Key + d.Value.Hash)));
        _two = _two?.Hash == all ? _two : new OpenApiDocument(all, Now(), new Lazy<byte[]>(() => Bytes(All(types))));
        _documents = documents;
        _generation = generation;
    }

    /// <summary>Keeps the present document where nothing that it tells has changed.</summary>
    private void Put(SortedDictionary<string, OpenApiDocument> documents, string path, string fingerprint, Func<JsonObject> make)
    {
        var hash = Hash($"1 {path} {fingerprint}");
        documents[path] = _documents.TryGetValue(path, out var present) && present.Hash == hash ? present : new OpenApiDocument(hash, Now(), new Lazy<byte[]>(() => Bytes(make())));
    }

    private DateTimeOffset Now() => time.GetUtcNow();

    private JsonObject Version3(List<ResourceType> types, (string Group, string Version)? only = null)
    {
        var (group, version) = only ?? (types[0].Group, types[0].Version);
        var (paths, schemas) = Content(types, subresources.Where(s => s.Group == group && s.Version == version), OpenApiVersion.Three);
        var custom = types.Count > 0 && types.All(t => t.IsCustom);
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = custom ? "Kubernetes CRD Swagger" : "Kubernetes", ["version"] = custom ? "v0.1.0" : "1.35" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private JsonObject All(IReadOnlyList<ResourceType> types)
    {
        var (paths, schemas) = Content(types, subresources, OpenApiVersion.Two);
        return new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "1.35" },
            ["paths"] = paths,
            ["definitions"] = schemas,
        };
    }

    private static (JsonObject Paths, JsonObject Schemas) Content(IReadOnlyList<ResourceType> kinds, IEnumerable<ISubresource> below, OpenApiVersion version)
    {
        var paths = new OpenApiPaths(version);
        var types = new OpenApiTypes(version);
        types.Add(BuiltInSchemas.Status);
        types.Add(BuiltInSchemas.Type(BuiltInSchemas.Meta + "DeleteOptions"));
        types.Add(BuiltInSchemas.Meta + "Patch", new JsonObject { ["type"] = "object" });
        foreach (var type in kinds)
        {
            if (type.IsCustom)
            {
                CustomTypes.Add(types, type, version);
            }
            else
            {
                types.Add(type.Schema);
                types.Add(BuiltInSchemas.For(type.Group, type.Version, type.ListKind)!);
            }

            foreach (var served in ServedResource.Of(type))
            {
                var body = served.Body is { } scale ? BuiltInSchemas.For(scale.Group, scale.Version, served.Kind)! : null;
                if (body is not null)
                {
                    types.Add(body);
                }

                paths.Add(served, type.Kind, body?.TypeName ?? NameOf(type, type.Kind), NameOf(type, type.ListKind));
            }
        }

        string KindOf(ISubresource sub) => kinds.FirstOrDefault(t => t.Plural == sub.Plural && t.Group == sub.Group)?.Kind ?? sub.Body.Kind;
        foreach (var sub in below)
        {
            if (BuiltInSchemas.For(sub.Body.Group, sub.Body.Version, sub.Body.Kind) is { } body)
            {
                types.Add(body);
                paths.Add(ServedResource.Of(sub), KindOf(sub), body.TypeName!, null);
            }
        }

        return (paths.Paths, types.Schemas);
    }

    private static string NameOf(ResourceType type, string kind) =>
        type.IsCustom ? CustomTypes.Name(type, kind) : BuiltInSchemas.For(type.Group, type.Version, kind)?.TypeName ?? $"{type.Group}.{type.Version}.{kind}";

    private static JsonObject Groups(string group) => Plain("Kubernetes", group.Length == 0 ? "/api/" : $"/apis/{group}/");

    /// <summary>A document of one path that tells of the server and has no types of its own.</summary>
    private static JsonObject Plain(string title, string path) => new()
    {
        ["openapi"] = "3.0.0",
        ["info"] = new JsonObject { ["title"] = title, ["version"] = "1.35" },
        ["paths"] = new JsonObject
        {
            [path] = new JsonObject
            {
                ["get"] = new JsonObject
                {
                    ["description"] = "what is served",
                    ["operationId"] = "get" + string.Concat(path.Split('/', '.').Select(w => w.Length == 0 ? w : char.ToUpperInvariant(w[0]) + w[1..])),
                    ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" }, ["401"] = new JsonObject { ["description"] = "Unauthorized" } },
                },
            },
        },
        ["components"] = new JsonObject(),
    };

    private static string Path(string group, string version) => group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";

    private static string Fingerprint(IEnumerable<ResourceType> types) => string.Concat(types.Select(t =>
        $"{t.Plural} {t.Kind} {t.ListKind} {t.Namespaced} {t.HasStatus} {t.Scale is not null} {string.Join(',', t.Strategy.SelectableFieldNames)} {t.Schema.Source?.ToJsonString()}\n"));

    private static string Hash(string text) => Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Bytes(JsonObject document) => JsonSerializer.SerializeToUtf8Bytes(document, Json.Compact);
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Schemas.OpenApi;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Schemas;

public sealed class OpenApiTests
{
    private readonly TypeCatalog _catalog = new();
    private readonly OpenApiDocuments _documents;

    public OpenApiTests()
    {
        _catalog.Set(Kind("", "ConfigMap", "configmaps"));
        _catalog.Set(Kind("", "Pod", "pods"));
        _catalog.Set(Kind("apps", "Deployment", "deployments", scale: true));
        _documents = new OpenApiDocuments(_catalog, [], new FakeTimeProvider());
    }

    [Fact]
    public void Every_reference_leads_to_a_schema()
    {
        _catalog.Set(Custom("1"));
        foreach (var (path, document) in _documents.Three.Append(new("v2", _documents.Two)))
        {
            var json = JsonNode.Parse(document.Json.Value)!;
            var schemas = json["components"]?["schemas"] ?? json["definitions"];
            foreach (var reference in References(json))
            {
                Assert.True(schemas?[reference.Split('/')[^1]] is not null, $"{path}: {reference}");
            }
        }
    }

    [Fact]
    public void A_type_is_told_with_its_keys_defaults_and_values()
    {
        var schemas = Document("apps/v1")["components"]!["schemas"]!;
        var ports = schemas["io.k8s.api.core.v1.Container"]!["properties"]!["ports"]!;
        Assert.Equal(
            """{"type":"array","items":{"default":{},"allOf":[{"$ref":"#/components/schemas/io.k8s.api.core.v1.ContainerPort"}]},"x-kubernetes-list-map-keys":["containerPort","protocol"],"x-kubernetes-list-type":"map","x-kubernetes-patch-merge-key":"containerPort","x-kubernetes-patch-strategy":"merge"}""",
            ports.ToJsonString());
        Assert.Equal("""{"type":"string","default":"TCP","enum":["SCTP","TCP","UDP"]}""", schemas["io.k8s.api.core.v1.ContainerPort"]!["properties"]!["protocol"]!.ToJsonString());
        Assert.Equal("""[{"group":"apps","kind":"Deployment","version":"v1"}]""", schemas["io.k8s.api.apps.v1.Deployment"]!["x-kubernetes-group-version-kind"]!.ToJsonString());
    }

    [Fact]
    public void Paths_tell_what_may_be_asked_as_clients_look_it_up()
    {
        var paths = Document("apps/v1")["paths"]!;
        var patch = paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]!["patch"]!;
        Assert.Equal("""{"group":"apps","version":"v1","kind":"Deployment"}""", patch["x-kubernetes-group-version-kind"]!.ToJsonString());
        Assert.Equal(["dryRun", "fieldManager", "fieldValidation", "force"], patch["parameters"]!.AsArray().Select(p => (string?)p!["name"]));
        Assert.Equal("readAppsV1NamespacedDeploymentScale", (string?)paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale"]!["get"]!["operationId"]);
        Assert.Equal("listAppsV1DeploymentForAllNamespaces", (string?)paths["/apis/apps/v1/deployments"]!["get"]!["operationId"]);
    }

    [Fact]
    public void A_defined_kind_has_a_document_with_its_schema()
    {
        _catalog.Set(Custom("1"));
        var schema = Document("g.example/v1")["components"]!["schemas"]!["example.g.v1.Thing"]!;
        Assert.Equal(["apiVersion", "kind", "metadata", "size", "spec"], schema["properties"]!.AsObject().Select(p => p.Key));
        Assert.Equal("""[{"type":"integer"},{"type":"string"}]""", schema["properties"]!["size"]!["anyOf"]!.ToJsonString());
        Assert.Null(JsonNode.Parse(_documents.Two.Json.Value)!["definitions"]!["example.g.v1.Thing"]!["properties"]!["spec"]!["nullable"]);
    }

    [Fact]
    public void A_hash_changes_with_its_document_only()
    {
        _catalog.Set(Custom("1"));
        var (core, own, two) = (_documents.Three["api/v1"].Hash, _documents.Three["apis/g.example/v1"].Hash, _documents.Two.Hash);
        Assert.Matches("^[0-9A-F]{128}$", own);

        _catalog.Set(Custom("2"));

        Assert.Equal(core, _documents.Three["api/v1"].Hash);
        Assert.NotEqual(own, _documents.Three["apis/g.example/v1"].Hash);
        Assert.NotEqual(two, _documents.Two.Hash);
        _catalog.Remove("g.example", "things");
        Assert.DoesNotContain("apis/g.example/v1", _documents.Three.Keys);
    }

    private JsonNode Document(string groupVersion) => JsonNode.Parse(_documents.Three["apis/" + groupVersion].Json.Value)!;

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => m.Key == "$ref" ? [(string)m.Value!] : References(m.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static ResourceType Kind(string group, string kind, string plural, bool scale = false) => new()
    {
        Group = group,
        Version = "v1",
        Kind = kind,
        Plural = plural,
        Singular = plural[..^1],
        Namespaced = true,
        HasStatus = true,
        Scale = scale ? new ScalePaths(".spec.replicas", ".status.replicas", null) : null,
        Schema = BuiltInSchemas.For(group, "v1", kind)!,
        Strategy = new NoStrategy(),
    };

    private static ResourceType Custom(string description) => new()
    {
        Group = "g.example",
        Version = "v1",
        Kind = "Thing",
        Plural = "things",
        Singular = "thing",
        Namespaced = true,
        IsCustom = true,
        Strategy = new NoStrategy(),
        Schema = new SchemaNode
        {
            Kind = SchemaKind.Object,
            Source = (JsonObject)JsonNode.Parse(
                $$$$"""{"type":"object","description":"{{{{description}}}}","properties":{"spec":{"type":"object","nullable":true},"size":{"x-kubernetes-int-or-string":true},"metadata":{"type":"object"}}}""")!,
        },
    };

    private sealed class NoStrategy : Strategy
    {
        public override IReadOnlyList<TableColumn> Columns => [];

        public override JsonArray Cells(JsonObject value, DateTimeOffset now) => [];
    }
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Schemas.Protobuf;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>One kind that requests are made for: where its objects are, and a good one.</summary>
/// <param name="Path">Of the collection that requests go to.</param>
/// <param name="Good">An object that can be created.</param>
/// <param name="Protobuf">The same as Protobuf; empty for custom resources.</param>
internal sealed record FuzzKind(string Path, JsonObject Good, byte[] Protobuf)
{
    public const string DefinitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string RunsPath = "/apis/fuzz.example/v1/namespaces/default/runs";

    /// <summary>The kind of custom resource that requests are made for.</summary>
    public const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"runs.fuzz.example"},"spec":{"group":"fuzz.example","scope":"Namespaced",
        "names":{"plural":"runs","singular":"run","kind":"Run","listKind":"RunList"},"versions":[{"name":"v1","served":true,"storage":true,
        "subresources":{"status":{},"scale":{"specReplicasPath":".spec.count","statusReplicasPath":".status.count","labelSelectorPath":".status.selector"}},"selectableFields":[{"jsonPath":".spec.market"}],
        "additionalPrinterColumns":[{"name":"Market","type":"string","jsonPath":".spec.market"},{"name":"First","type":"string","jsonPath":".spec.list[?(@.name==\"a\")].value"},{"name":"When","type":"date","jsonPath":".spec.day"}],
        "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{"spec":{"type":"object","required":["market"],"properties":{
        "market":{"type":"string","minLength":1,"maxLength":16,"pattern":"^[A-Z0-9]+$"},"day":{"type":"string","format":"date"},"count":{"type":"integer","format":"int32","minimum":0,"maximum":16,"default":2},
        "ratio":{"type":"number","multipleOf":0.5},"port":{"x-kubernetes-int-or-string":true},"mode":{"type":"string","enum":["A","B"],"default":"A"},"free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
        "map":{"type":"object","additionalProperties":{"type":"string"}},"set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},"template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true},
        "list":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"value":{"type":"string"}}}}}},
        "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
        """;

    private const string Run = """
        {"apiVersion":"fuzz.example/v1","kind":"Run","metadata":{"name":"x","labels":{"a":"b"}},"spec":{"market":"CME","day":"2013-10-08","count":3,"ratio":1.5,"port":"http","mode":"B","free":{"a":[1,{"b":null}]},"map":{"k":"v"},
        "set":["a","b"],"template":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"t"},"spec":{"x":1}},"list":[{"name":"a","value":"1"},{"name":"b"}]},"status":{"count":1,"selector":"a=b"}}
        """;

    /// <summary>Custom resources, and all built-in kinds of which there is a sample.</summary>
    public static IReadOnlyList<FuzzKind> All()
    {
        var kinds = new List<FuzzKind> { new(RunsPath, Parse(Run), []) };
        using var stream = typeof(FuzzKind).Assembly.GetManifestResourceStream("samples.txt") ?? throw new InvalidOperationException("the tests lack their resource samples.txt");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var good = Parse(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            var protobuf = ProtobufCodec.Encode(good, ProtobufCodec.SchemaOf(good)!).ToArray();
            foreach (var given in (string[])["uid", "resourceVersion", "creationTimestamp", "managedFields", "generation", "finalizers"])
            {
                good.Object("metadata")!.Remove(given);
            }

            kinds.Add(new FuzzKind(PathOf(good), good, protobuf));
        }

        return kinds;
    }

    /// <summary>The good object under a name.</summary>
    public JsonObject Named(string name)
    {
        var value = (JsonObject)Good.DeepClone();
        value.Object("metadata")!["name"] = name;
        return value;
    }

    private static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();

    private static string PathOf(JsonObject good)
    {
        var version = good.Text("apiVersion")!;
        var (group, number) = version.Split('/') is [var g, var v] ? (g, v) : ("", version);
        var prefix = group.Length == 0 ? $"/api/{number}" : $"/apis/{version}";
        var type = BuiltIn.SingleOrDefault(t => t.Group == group && t.Version == number && t.Kind == good.Text("kind"));
        return type is null ? $"{prefix}/customresourcedefinitions" : type.Namespaced ? $"{prefix}/namespaces/default/{type.Plural}" : $"{prefix}/{type.Plural}";
    }

    private static readonly IReadOnlyList<ResourceType> BuiltIn = BuiltInKinds.All((group, version, kind) => BuiltInSchemas.For(group, version, kind)!, null!);
}

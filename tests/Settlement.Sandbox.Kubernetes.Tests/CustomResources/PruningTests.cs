using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

public sealed class PruningTests
{
    private static readonly SchemaNode Metadata = new() { Kind = SchemaKind.Any };

    [Fact]
    public void Unknown_members_go_and_are_named_by_their_path()
    {
        var (left, unknown) = Prune(
            """{"type":"object","properties":{"a":{"type":"integer"},"l":{"type":"array","items":{"type":"object","properties":{"x":{"type":"integer"}}}},"s":{"type":"string"}}}""",
            """{"a":1,"colour":"red","l":[{"x":1,"y":2},{"z":[1]}],"s":{"in":"side"}}""");

        Assert.Equal("""{"a":1,"l":[{"x":1},{}],"s":{}}""", left);
        Assert.Equal(["spec.colour", "spec.l[0].y", "spec.l[1].z", "spec.s.in"], unknown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Map_keeps_all_keys_and_prunes_their_values()
    {
        var (left, unknown) = Prune("""{"type":"object","additionalProperties":{"type":"object","properties":{"x":{"type":"integer"}}}}""", """{"any":{"x":1,"y":2}}""");

        Assert.Equal("""{"any":{"x":1}}""", left);
        Assert.Equal(["spec.any.y"], unknown);
    }

    [Fact]
    public void Preserving_node_keeps_what_it_does_not_know_but_prunes_what_it_does()
    {
        var (left, unknown) = Prune(
            """{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"k":{"type":"object","properties":{"x":{"type":"integer"}}}}}""",
            """{"free":{"deep":[null,{"x":1}]},"k":{"x":1,"y":2}}""");

        Assert.Equal("""{"free":{"deep":[null,{"x":1}]},"k":{"x":1}}""", left);
        Assert.Equal(["spec.k.y"], unknown);
    }

    [Fact]
    public void Whole_object_within_keeps_what_tells_its_kind()
    {
        var (left, unknown) = Prune(
            """{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object","properties":{"x":{"type":"integer"}}}}}""",
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"n"},"spec":{"x":1,"y":2},"z":1}""");

        Assert.Equal("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"n"},"spec":{"x":1}}""", left);
        Assert.Equal(["spec.spec.y", "spec.z"], unknown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Root_keeps_apiVersion_kind_and_metadata_whatever_the_schema_says()
    {
        var value = Schemas.Object("""{"apiVersion":"g/v1","kind":"K","metadata":{"name":"n"},"other":1}""");
        var unknown = new List<string>();

        Pruning.Prune(value, StructuralSchema.Root(Schemas.Object("""{"type":"object"}"""), Metadata), unknown);

        Assert.Equal("""{"apiVersion":"g/v1","kind":"K","metadata":{"name":"n"}}""", value.ToJsonString());
        Assert.Equal(["other"], unknown);
    }

    private static (string Left, List<string> Unknown) Prune(string schema, string spec)
    {
        var value = new JsonObject { ["spec"] = JsonNode.Parse(spec) };
        var unknown = new List<string>();
        Pruning.Prune(value, StructuralSchema.Root(Schemas.Whole(schema), Metadata), unknown);
        return (value["spec"]!.ToJsonString(Json.Compact), unknown);
    }
}

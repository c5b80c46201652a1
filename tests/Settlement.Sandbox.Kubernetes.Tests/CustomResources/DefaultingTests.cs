using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

public sealed class DefaultingTests
{
    private static readonly SchemaNode Metadata = new() { Kind = SchemaKind.Any };

    [Theory]
    [InlineData("{}", """{"d":5}""")]
    [InlineData("""{"d":null}""", """{"d":5}""")]
    [InlineData("""{"d":7}""", """{"d":7}""")]
    [InlineData("""{"plain":null}""", """{"d":5}""")]
    [InlineData("""{"nullable":null}""", """{"nullable":null,"d":5}""")]
    [InlineData("""{"map":{"a":null,"b":{}}}""", """{"map":{"b":{"in":"x"}},"d":5}""")]
    [InlineData("""{"list":[null,{}]}""", """{"list":[null,{"in":"x"}],"d":5}""")]
    [InlineData("""{"outer":{}}""", """{"outer":{"inner":{"in":"x"}},"d":5}""")]
    [InlineData("""{"free":{"a":null}}""", """{"free":{"a":null},"d":5}""")]
    public void Absent_and_null_become_the_default_and_other_nulls_go(string spec, string expected)
    {
        const string In = """{"type":"object","properties":{"in":{"type":"string","default":"x"}}}""";
        var schema = """
            {"type":"object","properties":{
              "d":{"type":"integer","default":5},
              "plain":{"type":"string"},
              "nullable":{"type":"string","nullable":true},
              "map":{"type":"object","additionalProperties":IN},
              "list":{"type":"array","items":IN},
              "outer":{"type":"object","properties":{"inner":{"type":"object","default":{},"properties":{"in":{"type":"string","default":"x"}}}}},
              "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}
            """.Replace("IN", In, StringComparison.Ordinal);
        var value = new JsonObject { ["spec"] = JsonNode.Parse(spec) };
        var node = StructuralSchema.Root(Schemas.Whole(schema), Metadata);

        Defaulting.Apply(value, node);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), value["spec"]), value["spec"]!.ToJsonString());
    }

    [Fact]
    public void Null_stays_where_it_is_allowed_although_there_is_a_default()
    {
        var value = Schemas.Object("""{"spec":null}""");

        Defaulting.Apply(value, StructuralSchema.Root(Schemas.Whole("""{"type":"string","nullable":true,"default":"y"}"""), Metadata));

        Assert.Equal("""{"spec":null}""", value.ToJsonString());
    }

    [Theory]
    [InlineData("2.0", "2")]
    [InlineData("1E3", "1000")]
    [InlineData("-0.0", "-0")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("12345678901234567890", "12345678901234567000")]
    [InlineData("1.50", "1.5")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("1e400", "1e400")]
    public void Numbers_are_kept_as_the_machinery_writes_them(string written, string kept)
    {
        var value = JsonNode.Parse($"{{\"a\":[{written}]}}");

        Scalars.Normalize(value);

        Assert.Equal($"{{\"a\":[{kept}]}}", value!.ToJsonString());
    }
}

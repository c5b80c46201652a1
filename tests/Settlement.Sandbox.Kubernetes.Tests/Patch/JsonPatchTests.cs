using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Patch;

namespace Settlement.Sandbox.Kubernetes.Tests.Patch;

public sealed class JsonPatchTests
{
    private const string Live = """{"metadata":{"name":"p"},"spec":{"settlers":6,"tags":["c","d"]}}""";

    [Theory]
    [InlineData("""[{"op":"test","path":"/spec/settlers","value":7}]""")]
    [InlineData("""[{"op":"test","path":"/spec/tags","value":null}]""")]
    [InlineData("""[{"op":"remove","path":"/spec/nope"}]""")]
    [InlineData("""[{"op":"replace","path":"/spec/nope/deep","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/spec/nope/deep","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/spec/tags/99","value":"x"}]""")]
    [InlineData("""[{"op":"remove","path":"/spec/tags/x"}]""")]
    [InlineData("""[{"op":"move","path":"/spec/tags/0"}]""")]
    [InlineData("""[{"op":"frobnicate","path":"/spec"}]""")]
    [InlineData("""[{"path":"/spec"}]""")]
    [InlineData("[null]")]
    public void A_patch_that_does_not_fit_the_object_is_422_without_a_reason(string patch)
    {
        var refusal = Assert.Throws<StatusException>(() => Apply(patch));

        Assert.Equal((422, "Invalid", "the server rejected our request due to an error in our request"), (refusal.Code, refusal.Reason, refusal.Message));
    }

    [Theory]
    [InlineData("""{"op":"replace"}""", "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData("", "error decoding patch: unexpected end of JSON input")]
    [InlineData("[{", "error decoding patch: unexpected end of JSON input")]
    [InlineData("op: x", "error decoding patch: invalid character 'o' looking for beginning of value")]
    public void A_malformed_patch_is_400_and_says_where(string patch, string message)
    {
        var refusal = Assert.Throws<StatusException>(() => Apply(patch));

        Assert.Equal((400, message), (refusal.Code, refusal.Message));
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/spec/tags/-","value":"e"},{"op":"add","path":"/spec/tags/0","value":"b"}]""", """{"metadata":{"name":"p"},"spec":{"settlers":6,"tags":["b","c","d","e"]}}""")]
    [InlineData("""[{"op":"move","from":"/spec/tags/0","path":"/spec/tags/1"}]""", """{"metadata":{"name":"p"},"spec":{"settlers":6,"tags":["d","c"]}}""")]
    [InlineData("""[{"op":"add","path":"/metadata/a~1b~0c","value":1}]""", """{"metadata":{"name":"p","a/b~c":1},"spec":{"settlers":6,"tags":["c","d"]}}""")]
    [InlineData("""[{"op":"replace","path":"/spec/settlers"}]""", """{"metadata":{"name":"p"},"spec":{"settlers":null,"tags":["c","d"]}}""")]
    [InlineData("""[{"op":"test","path":"/spec/nope","value":null}]""", Live)]
    [InlineData("[]", Live)]
    public void Operations_are_carried_out_in_order(string patch, string expected)
    {
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Apply(patch)));
    }

    [Fact]
    public void An_unknown_member_of_an_operation_is_told_but_does_no_harm()
    {
        var strict = new List<string>();

        _ = JsonPatch.Apply(JsonNode.Parse(Live)!.AsObject(), """[{"op":"add","path":"/spec/settlers","value":2,"colour":"red"}]"""u8, strict);

        Assert.Equal(["json patch unknown field \"[0].colour\""], strict);
    }

    private static JsonObject Apply(string patch) => JsonPatch.Apply(JsonNode.Parse(Live)!.AsObject(), Encoding.UTF8.GetBytes(patch), []);
}

using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Patch;

namespace Settlement.Sandbox.Kubernetes.Tests.Patch;

public sealed class JsonPatchDepthTests
{
    [Theory]
    [InlineData("add")]
    [InlineData("move")]
    [InlineData("copy")]
    public void A_patch_that_nests_what_is_nested_already_is_refused(string last)
    {
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "{}" + new string('}', 100);
        var deepest = string.Concat(Enumerable.Repeat("/a", 101));
        var final = last == "add" ? $$"""{"op":"add","path":"/y{{deepest}}{{deepest}}","value":{{nested}}}""" : $$"""{"op":"{{last}}","from":"/x","path":"/y{{deepest}}{{deepest}}"}""";
        var patch = $$"""
            [{"op":"add","path":"/x","value":{{nested}}},{"op":"add","path":"/y","value":{{nested}}},{"op":"add","path":"/y{{deepest}}","value":{{nested}}},{{final}}]
            """;

        Assert.Equal(422, Assert.Throws<StatusException>(() => JsonPatch.Apply(new JsonObject(), Encoding.UTF8.GetBytes(patch), [])).Code);
    }
}

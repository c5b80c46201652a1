using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Patch;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Patch;

public sealed class StrategicMergePatchTests
{
    private const string Live = """
        {"containers":[{"name":"c1","image":"i1","ports":[{"containerPort":80},{"containerPort":81}],"env":[{"name":"E1","value":"1"},{"name":"E2","value":"2"}],"args":["x","y"]},{"name":"c2","image":"i2"}],
         "volumes":[{"name":"v","emptyDir":{}}],"tolerations":[{"key":"k"}],"nodeSelector":{"a":"b"}}
        """;

    private static readonly SchemaNode PodSpec = BuiltInSchemas.Type(BuiltInSchemas.Core + "PodSpec");

    [Theory]
    [InlineData("""{"containers":[{"image":"q"}]}""", 500, "map: map[image:q] does not contain declared merge key: name")]
    [InlineData("""{"containers":[{"name":"c1","$patch":"frob"}]}""", 500, "unknown patch type: frob in map: map[$patch:frob name:c1]")]
    [InlineData("""{"containers":[{"name":"c1","$patch":"merge","image":"zz"}]}""", 500, "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"containers":[{"$patch":"delete"}]}""", 500, "map: map[$patch:delete] does not contain declared merge key: name")]
    [InlineData("""{"nodeSelector":{"$patch":"frob","a":"b","q":"r"}}""", 500, "unknown patch type: frob in map: map[$patch:frob a:b q:r]")]
    [InlineData("""{"nodeSelector":{"$patch":5}}""", 500, "unknown patch type: %!s(int64=5) in map: map[$patch:5]")]
    [InlineData("""{"$setElementOrder/containers":[{"name":"c2"}],"containers":[{"name":"c1","image":"q"}]}""", 500, "The order in patch list:\n[map[image:q name:c1]]\n doesn't match $setElementOrder list:\n[map[name:c2]]\n")]
    [InlineData("""{"$setElementOrder/containers":[{"x":1}]}""", 500, "map: map[x:1] does not contain declared merge key: name")]
    [InlineData("""{"$setElementOrder/containers":[5],"containers":[{"name":"c1"}]}""", 500, "expected a map[string]interface {}, but received a int64")]
    [InlineData("""{"$setElementOrder/containers":"c1"}""", 500, "expected a []interface {}, but received a string")]
    [InlineData("""{"$setElementOrder/containers":null}""", 500, "expected a []interface {}, but received a %!s(<nil>)")]
    [InlineData("""{"$setElementOrder/nope":[]}""", 500, "unable to find api field in struct PodSpec for the json field \"nope\"")]
    [InlineData("""{"$setElementOrder":[]}""", 400, "invalid patch format of setElementOrder list")]
    [InlineData("""{"$deleteFromPrimitiveList":[]}""", 400, "invalid patch format of primitive list")]
    [InlineData("""{"$retainKeys":"x"}""", 400, "invalid patch format of retainKeys")]
    [InlineData("""{"$retainKeys":["volumes"],"containers":[]}""", 400, "invalid patch format of retainKeys")]
    [InlineData("[]", 400, "json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("", 400, "unexpected end of JSON input")]
    public void A_patch_that_does_not_fit_is_refused_in_the_words_of_the_machinery(string patch, int code, string message)
    {
        var refusal = Assert.Throws<StatusException>(() => Apply(Live, patch));

        Assert.Equal((code, message), (refusal.Code, refusal.Message));
    }

    [Theory]
    [InlineData("""{"containers":[{"name":"c2","image":"new"},{"name":"c3","image":"i3"}]}""", "c1:i1 c2:new c3:i3")]
    [InlineData("""{"containers":[{"name":"c1","$patch":"delete"}]}""", "c2:i2")]
    [InlineData("""{"containers":[{"name":"c9","image":"i9"},{"$patch":"replace"}]}""", "c9:i9")]
    [InlineData("""{"$setElementOrder/containers":[{"name":"c3"},{"name":"c2"},{"name":"c1"}],"containers":[{"name":"c3","image":"i3"}]}""", "c3:i3 c2:i2 c1:i1")]
    [InlineData("""{"$setElementOrder/containers":[{"name":"c2"},{"name":"c1"}]}""", "c2:i2 c1:i1")]
    [InlineData("""{"$setElementOrder/containers":[{"name":"c2"},{"name":"c1"}],"containers":[{"name":"c1","$patch":"delete"},{"name":"c2","image":"x"}]}""", "c2:x")]
    [InlineData("""{"containers":[]}""", "c1:i1 c2:i2")]
    [InlineData("""{"containers":null}""", "")]
    public void Lists_with_a_merge_key_are_merged_element_by_element(string patch, string containers)
    {
        var patched = Apply(Live, patch);

        Assert.Equal(containers, string.Join(' ', patched.Objects("containers").Select(c => $"{c["name"]}:{c["image"]}")));
    }

    [Fact]
    public void A_new_element_comes_before_those_that_only_the_object_has()
    {
        var patched = Apply(Live, """{"volumes":[{"name":"w"}]}""");

        Assert.Equal("""[{"name":"w"},{"name":"v","emptyDir":{}}]""", patched["volumes"]!.ToJsonString());
    }

    [Fact]
    public void Merging_goes_down_into_the_elements()
    {
        var patched = Apply(Live, """{"containers":[{"name":"c1","ports":[{"containerPort":80,"$patch":"delete"}],"env":[{"name":"E2","value":null},{"name":"E3","value":"3"}],"args":["z"]}]}""");

        Assert.Equal(
            """{"name":"c1","image":"i1","ports":[{"containerPort":81}],"env":[{"name":"E1","value":"1"},{"name":"E2"},{"name":"E3","value":"3"}],"args":["z"]}""",
            Sorted(patched.Objects("containers").First(), "name", "image", "ports", "env", "args"));
    }

    [Fact]
    public void Retained_keys_are_all_that_stays_of_a_map()
    {
        var patched = Apply(Live, """{"volumes":[{"name":"v","$retainKeys":["name","configMap"],"configMap":{"name":"c"}}]}""");

        Assert.Equal("""[{"name":"v","configMap":{"name":"c"}}]""", patched["volumes"]!.ToJsonString());
    }

    [Fact]
    public void A_list_without_a_merge_key_is_replaced()
    {
        var patched = Apply(Live, """{"tolerations":[{"key":"z"}]}""");

        Assert.Equal("""[{"key":"z"}]""", patched["tolerations"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"$patch":"replace","q":"r"}""", """{"q":"r"}""")]
    [InlineData("""{"$patch":"delete"}""", "{}")]
    [InlineData("""{"a":null,"q":"r"}""", """{"q":"r"}""")]
    public void A_map_is_merged_replaced_or_emptied(string change, string expected)
    {
        Assert.Equal(expected, Apply(Live, $$"""{"nodeSelector":{{change}}}""")["nodeSelector"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"finalizers":["b","c"]}""", """["a","b","c"]""")]
    [InlineData("""{"$deleteFromPrimitiveList/finalizers":["a"]}""", """["b"]""")]
    [InlineData("""{"$setElementOrder/finalizers":["b","a"]}""", """["b","a"]""")]
    [InlineData("""{"$deleteFromPrimitiveList/finalizers":5}""", """["a","b"]""")]
    public void Lists_of_scalars_are_merged_by_value(string patch, string expected)
    {
        var patched = StrategicMergePatch.Apply(Parse("""{"finalizers":["a","b"]}"""), Encoding.UTF8.GetBytes(patch), BuiltInSchemas.ObjectMeta, []);

        Assert.Equal(expected, patched["finalizers"]!.ToJsonString());
    }

    [Fact]
    public void What_is_new_as_a_whole_loses_its_nulls_and_the_maps_that_are_directives()
    {
        var patched = Apply(Live, """{"affinity":{"nodeAffinity":{"$patch":"delete"},"podAffinity":{"x":null}}}""");

        Assert.Equal("""{"podAffinity":{}}""", patched["affinity"]!.ToJsonString());
    }

    [Fact]
    public void The_object_that_is_patched_does_not_change()
    {
        var live = Parse(Live);

        _ = StrategicMergePatch.Apply(live, """{"containers":[{"name":"c1","image":"x"}],"volumes":null}"""u8, PodSpec, []);

        Assert.True(JsonNode.DeepEquals(Parse(Live), live));
    }

    private static JsonObject Apply(string live, string patch) => StrategicMergePatch.Apply(Parse(live), Encoding.UTF8.GetBytes(patch), PodSpec, []);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static string Sorted(JsonObject value, params ReadOnlySpan<string> names)
    {
        var sorted = new JsonObject();
        foreach (var name in names)
        {
            sorted[name] = value[name]?.DeepClone();
        }

        return sorted.ToJsonString();
    }
}

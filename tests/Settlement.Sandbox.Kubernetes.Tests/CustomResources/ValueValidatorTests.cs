using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

public sealed class ValueValidatorTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "\"two\"", """spec: Invalid value: "string": spec in body must be of type integer: "string" """)]
    [InlineData("""{"type":"integer"}""", "2.5", """spec: Invalid value: "number": spec in body must be of type integer: "number" """)]
    [InlineData("""{"type":"integer"}""", "12345678901234567890", """spec: Invalid value: "number": spec in body must be of type integer: "number" """)]
    [InlineData("""{"type":"integer"}""", "null", """spec: Invalid value: "null": spec in body must be of type integer: "null" """)]
    [InlineData("""{"type":"string"}""", "{}", """spec: Invalid value: "object": spec in body must be of type string: "object" """)]
    [InlineData("""{"type":"array"}""", "true", """spec: Invalid value: "boolean": spec in body must be of type array: "boolean" """)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "1.5", """spec: Invalid value: "number": spec in body must be of type integer,string: "number" """)]
    [InlineData("""{"type":"string","format":"date-time"}""", "5", """spec: Invalid value: "int64": spec in body must be of type date-time: "int64" """)]
    [InlineData("""{"type":"string","format":"date-time"}""", "true", """spec: Invalid value: "": spec in body must be of type date-time: "" """)]
    [InlineData("""{"type":"string","format":"date"}""", "\"2013-02-30\"", """spec: Invalid value: "2013-02-30": spec in body must be of type date: "2013-02-30" """)]
    public void Wrong_type_names_the_type_as_the_value(string schema, string value, string expected) => Assert.Equal([expected.Trim()], Schemas.Errors(schema, value));

    [Theory]
    [InlineData("""{"type":"string","maxLength":4}""", "\"abcde\"", "spec: Too long: may not be more than 4 bytes")]
    [InlineData("""{"type":"string","minLength":2,"pattern":"^x"}""", "\"a\"", """spec: Invalid value: "a": spec in body should be at least 2 chars long""")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"b\\nc<\"", """spec: Invalid value: "b\nc<": spec in body should match '^a+$'""")]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "\"c\"", """spec: Unsupported value: "c": supported values: "a", "b" """)]
    [InlineData("""{"type":"integer","enum":[1,2]}""", "3", """spec: Unsupported value: 3: supported values: "1", "2" """)]
    [InlineData("""{"type":"integer","minimum":1}""", "0", "spec: Invalid value: 0: spec in body should be greater than or equal to 1")]
    [InlineData("""{"type":"integer","minimum":1,"exclusiveMinimum":true}""", "1", "spec: Invalid value: 1: spec in body should be greater than 1")]
    [InlineData("""{"type":"number","maximum":1000000}""", "12345678.5", "spec: Invalid value: 1.23456785e+07: spec in body should be less than or equal to 1e+06")]
    [InlineData("""{"type":"number","maximum":1000000}""", "12345678", "spec: Invalid value: 12345678: spec in body should be less than or equal to 1000000")]
    [InlineData("""{"type":"number","multipleOf":2}""", "9.5", "spec: Invalid value: 9.5: spec in body should be a multiple of 2")]
    [InlineData("""{"type":"array","minItems":1}""", "[]", "spec: Invalid value: 0: spec in body should have at least 1 items")]
    [InlineData("""{"type":"array","maxItems":1}""", "[1,2]", "spec: Too many: 2: must have at most 1 item")]
    [InlineData("""{"type":"object","minProperties":1}""", "{}", "spec: Invalid value: 0: spec in body should have at least 1 properties")]
    [InlineData("""{"type":"object","maxProperties":1}""", """{"a":1,"b":2}""", "spec: Too many: 2: must have at most 1 item")]
    [InlineData("""{"type":"object","not":{"required":["a"]}}""", """{"a":1}""", """<nil>: Invalid value: "": "spec" must not validate the schema (not)""")]
    public void Broken_bound_is_told_in_the_machinery_s_words(string schema, string value, string expected) => Assert.Equal([expected.Trim()], Schemas.Errors(schema, value));

    [Fact]
    public void Required_members_come_in_the_order_of_the_schema_and_before_what_is_wrong_inside() => Assert.Equal(
        ["spec.z: Required value", "spec.a: Required value", """spec.b: Invalid value: "integer": spec.b in body must be of type string: "integer" """.Trim()],
        Schemas.Errors("""{"type":"object","required":["z","a"],"properties":{"b":{"type":"string"}}}""", """{"b":1}"""));

    [Fact]
    public void Wrong_type_and_enum_are_both_told() => Assert.Equal(["FieldValueTypeInvalid", "FieldValueNotSupported"], Schemas.All("""{"type":"string","enum":["a"]}""", "5").Select(e => e.Reason));

    [Fact]
    public void Pattern_and_format_are_both_told() => Assert.Equal(
        ["FieldValueInvalid", "FieldValueTypeInvalid"], Schemas.All("""{"type":"string","format":"date","pattern":"^[0-9]+$"}""", "\"x\"").Select(e => e.Reason));

    [Fact]
    public void Elements_come_before_their_list_and_carry_their_index() => Assert.Equal(
        ["spec[0]: Invalid value: 1: spec[0] in body should be greater than or equal to 3", "spec: Too many: 2: must have at most 1 item"],
        Schemas.Errors("""{"type":"array","maxItems":1,"items":{"type":"integer","minimum":3}}""", "[1,5]"));

    [Theory]
    [InlineData("anyOf", "{}", """<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)""", "spec.a: Required value")]
    [InlineData("oneOf", "{}", """<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid""", "spec.a: Required value")]
    [InlineData("oneOf", """{"a":1,"b":1}""", """<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives""")]
    [InlineData("allOf", """{"a":1}""", "spec.b: Required value", """<nil>: Invalid value: "": "spec" must validate all the schemas (allOf)""")]
    [InlineData("allOf", "{}", "spec.a: Required value", "spec.b: Required value", """<nil>: Invalid value: "": "spec" must validate all the schemas (allOf). None validated""")]
    public void Combination_that_fails_tells_the_nearest_alternative(string kind, string value, params string[] expected) =>
        Assert.Equal(expected, Schemas.Errors($$"""{"type":"object","{{kind}}":[{"required":["a"]},{"required":["b"]}]}""", value));

    [Fact]
    public void What_did_not_change_is_not_checked_again()
    {
        const string Schema = """{"type":"object","properties":{"a":{"type":"integer","minimum":5},"b":{"type":"integer","minimum":5}}}""";

        Assert.Equal(["spec.b: Invalid value: 2: spec.b in body should be greater than or equal to 5"], Schemas.Errors(Schema, """{"a":1,"b":2}""", """{"a":1,"b":1}"""));
    }

    [Fact]
    public void Element_of_a_keyed_list_that_moved_is_not_checked_again()
    {
        const string Schema = """
            {"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
             "items":{"type":"object","required":["v"],"properties":{"k":{"type":"string"},"v":{"type":"integer"}}}}
            """;

        Assert.Empty(Schemas.Errors(Schema, """[{"k":"new","v":1},{"k":"old"}]""", """[{"k":"old"}]"""));
        Assert.Equal(["spec[0].v: Required value"], Schemas.Errors(Schema, """[{"k":"new"},{"k":"old"}]""", """[{"k":"old"}]"""));
    }

    [Theory]
    [InlineData("""{"type":"integer","format":"int32"}""", "3000000000")]
    [InlineData("""{"type":"integer"}""", "2.0")]
    [InlineData("""{"type":"integer","enum":[1]}""", "1.0")]
    [InlineData("""{"type":"number"}""", "1")]
    [InlineData("""{"type":"string","maxLength":4}""", "\"äöüß\"")]
    [InlineData("""{"type":"string","nullable":true}""", "null")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2013-10-08T21:15:00.123456+02:00\"")]
    [InlineData("""{"type":"string","format":"nobody-knows"}""", "\"x\"")]
    [InlineData("""{}""", "[1,{}]")]
    public void Value_within_its_schema_passes(string schema, string value) => Assert.Empty(Schemas.Errors(schema, value));

    [Fact]
    public void Double_in_a_set_and_key_in_a_map_are_told_once_each()
    {
        var schema = ValueSchema.Read(Schemas.Object("""
            {"type":"object","properties":{"s":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
             "m":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a","b"],"items":{"type":"object"}}}}
            """));
        var errors = new List<Errors.FieldError>();

        ListRules.Check(schema, JsonNode.Parse("""{"s":["a","b","a","b","a"],"m":[{"a":"<","b":1},{"b":1,"a":"<"},{"a":"<"},7]}"""), FieldPath.Root, errors);

        Assert.Equal(
            ["""m[1]: Duplicate value: {"a":"\u003c","b":1}""", "m[3]: Invalid value: 7: must be an object for an array of list-type map", """s[2]: Duplicate value: "a" """.Trim(), """s[3]: Duplicate value: "b" """.Trim()],
            errors.Select(e => e.ToString()));
    }
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources.Definitions;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

public sealed class DefinitionRulesTests
{
    [Fact]
    public void Valid_definition_passes() => Assert.Empty(Check(_ => { }));

    [Theory]
    [InlineData("group", "\"single\"", "spec.group: Invalid value: \"single\": should be a domain with at least one dot")]
    [InlineData("scope", "\"Foo\"", "spec.scope: Unsupported value: \"Foo\": supported values: \"Cluster\", \"Namespaced\"")]
    [InlineData("scope", "null", "spec.scope: Required value")]
    [InlineData("names/listKind", "\"Test\"", "spec.names.listKind: Invalid value: \"Test\": kind and listKind may not be the same")]
    [InlineData("names/singular", "\"\"", "spec.names.singular: Required value")]
    [InlineData("versions/0/schema", "null", "spec.versions[0].schema.openAPIV3Schema: Required value")]
    [InlineData("versions/0/deprecationWarning", "\"old\"", "spec.versions[0].deprecationWarning: Invalid value: \"old\": can only be set for deprecated versions")]
    [InlineData("preserveUnknownFields", "true", "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead")]
    [InlineData("conversion", """{"strategy":"Foo"}""", "spec.conversion.strategy: Unsupported value: \"Foo\": supported values: \"None\", \"Webhook\"")]
    [InlineData("versions/0/additionalPrinterColumns", """[{"name":"a","type":"foo","jsonPath":".x"}]""", "spec.additionalPrinterColumns[0].type: Invalid value: \"foo\": must be one of boolean,date,integer,number,string")]
    [InlineData("versions/0/additionalPrinterColumns", """[{"name":"a","type":"string","jsonPath":"x"}]""", "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"x\": must be a simple json path starting with .")]
    [InlineData("versions/0/subresources", """{"scale":{"specReplicasPath":".spec.r"}}""", "spec.subresources.scale.statusReplicasPath: Required value")]
    [InlineData("versions/0/subresources", """{"scale":{"specReplicasPath":".spec","statusReplicasPath":".status.r"}}""", "spec.subresources.scale.specReplicasPath: Invalid value: \".spec\": should be a json path under .spec")]
    [InlineData("versions/0/selectableFields", """[{"jsonPath":".spec.o"}]""", "spec.selectableFields[0].jsonPath: Invalid value: \".spec.o\": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.")]
    [InlineData("versions/0/selectableFields", """[{"jsonPath":".spec.zz"}]""", "spec.selectableFields[0].jsonPath: Invalid value: \".spec.zz\": is an invalid path: does not refer to a valid field")]
    public void Broken_rule_is_told_in_the_machinery_s_words(string path, string value, string expected)
    {
        var errors = Check(spec => Set(spec, path, value));

        Assert.Equal([expected], errors.Where(e => e.Field != "metadata.name").Select(e => e.ToString()));
    }

    [Fact]
    public void Name_is_plural_and_group()
    {
        var definition = Definition();
        definition["metadata"]!["name"] = "wrong.t.example.com";
        var errors = new List<FieldError>();

        DefinitionRules.Check(definition, errors);

        Assert.Equal(["metadata.name: Invalid value: \"wrong.t.example.com\": must be spec.names.plural+\".\"+spec.group"], errors.Select(e => e.ToString()));
    }

    [Fact]
    public void What_differs_between_versions_is_named_in_its_version_and_what_does_not_beside_them()
    {
        var errors = Check(spec =>
        {
            var versions = spec["versions"]!.AsArray();
            var second = versions[0]!.DeepClone().AsObject();
            second["name"] = "v2";
            second["storage"] = false;
            second["additionalPrinterColumns"] = new JsonArray(new JsonObject { ["name"] = "x" });
            versions.Add(second);
            foreach (var version in versions)
            {
                version!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["type"] = "foo";
            }
        });

        Assert.Equal(
            ["spec.versions[1].additionalPrinterColumns[0].type", "spec.versions[1].additionalPrinterColumns[0].JSONPath", "spec.validation.openAPIV3Schema.properties[spec].type"],
            errors.Select(e => e.Field));
    }

    [Theory]
    [InlineData("""{}""", "type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"foo"}""", "type: Unsupported value: \"foo\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [InlineData("""{"type":"array"}""", "items: Required value: must be specified")]
    [InlineData("""{"type":"array","items":{}}""", "items.type: Required value: must not be empty for specified array items")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true}""", "uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}}""", "additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("""{"type":"object","patternProperties":{"a":{"type":"string"}}}""", "patternProperties: Forbidden: patternProperties is not supported")]
    [InlineData("""{"type":"object","$ref":"#/x"}""", "$ref: Forbidden: $ref is not supported")]
    [InlineData("""{"type":"object","anyOf":[{"type":"object"}]}""", "anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData("""{"type":"object","not":{"x-kubernetes-int-or-string":true}}""", "not.x-kubernetes-int-or-string: Forbidden: must be false to be structural")]
    [InlineData("""{"type":"object","x-kubernetes-embedded-resource":true}""", "properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":false}""", "x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined")]
    [InlineData("""{"type":"string","x-kubernetes-list-type":"set"}""", "type: Invalid value: \"string\": must be array if x-kubernetes-list-type is specified")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}},"x-kubernetes-list-type":"map"}""", "x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"]}""", "items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    [InlineData("""{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"set"}""", "items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set")]
    [InlineData("""{"type":"string","pattern":"("}""", "pattern: Invalid value: \"(\": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `(`")]
    [InlineData("""{"type":"integer","default":"a"}""", "default: Invalid value: \"string\":  in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"object","default":{"a":"x"},"properties":{"a":{"type":"integer"}}}""", "default.a: Invalid value: \"string\": a in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"object","default":{"a":1},"properties":{}}""", "default: Invalid value: {\"a\":1}: must not have unknown fields")]
    [InlineData("""{"type":"object","x-kubernetes-validations":[{}]}""", "x-kubernetes-validations[0].rule: Required value: rule is not specified")]
    [InlineData("""{"type":"object","x-kubernetes-validations":[{"rule":"a\nb"}]}""", "x-kubernetes-validations[0].message: Required value: message must be specified if rule contains line breaks")]
    [InlineData("""{"type":"object","x-kubernetes-validations":[{"rule":"true","fieldPath":".x"}]}""", "x-kubernetes-validations[0].fieldPath: Invalid value: \".x\": must be a valid path")]
    public void Schema_that_is_not_structural_is_refused(string schema, string expected) =>
        Assert.Equal([$"spec.validation.openAPIV3Schema.properties[spec].{expected}"], CheckSchema(schema).Select(e => e.ToString()));

    [Theory]
    [InlineData("""{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}],"pattern":"^[0-9]+%$"}""")]
    [InlineData("""{"x-kubernetes-int-or-string":true,"allOf":[{"anyOf":[{"type":"integer"},{"type":"string"}]}]}""")]
    [InlineData("""{"x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("""{"type":"object","additionalProperties":true}""")]
    [InlineData("""{"type":"object","properties":{"z":{"type":"integer"}},"anyOf":[{"properties":{"z":{"minimum":1}}},{"required":["z"]}]}""")]
    [InlineData("""{"type":"array","items":{"type":"array","items":{"type":"string"}},"x-kubernetes-list-type":"set"}""")]
    [InlineData("""{"type":"string","nullable":true,"default":null}""")]
    public void Structural_schema_passes(string schema) => Assert.Empty(CheckSchema(schema));

    [Theory]
    [InlineData("\"metadata\":{\"type\":\"object\",\"properties\":{\"labels\":{\"type\":\"object\"}}}", "properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    [InlineData("\"metadata\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\",\"default\":\"a\"}}}", "properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata")]
    [InlineData("\"apiVersion\":{\"type\":\"integer\"}", "properties[apiVersion].type: Invalid value: \"integer\": must be string")]
    public void Metadata_at_the_root_may_only_narrow_names(string property, string expected) => Assert.Equal(
        [$"spec.validation.openAPIV3Schema.{expected}"],
        Check(spec => Set(spec, "versions/0/schema/openAPIV3Schema", $"{{\"type\":\"object\",\"properties\":{{{property}}}}}")).Select(e => e.ToString()));

    [Fact]
    public void What_is_served_stays_what_it_is()
    {
        var old = Definition();
        old["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True" });
        var changed = old.DeepClone().AsObject();
        changed["spec"]!["scope"] = "Cluster";
        changed["spec"]!["names"]!["kind"] = "Other";
        changed["spec"]!["names"]!["plural"] = "others";
        var errors = new List<FieldError>();

        DefinitionRules.CheckUpdate(changed, old, errors);

        Assert.Equal(["spec.names.plural", "spec.scope", "spec.names.kind"], errors.Select(e => e.Field));
        Assert.All(errors, e => Assert.EndsWith("field is immutable", e.Body, StringComparison.Ordinal));
    }

    [Fact]
    public void Version_that_may_hold_objects_cannot_go()
    {
        var definition = Definition();
        definition["spec"]!["versions"]![0]!["name"] = "v2";
        var errors = new List<FieldError>();

        DefinitionRules.CheckUpdate(definition, Definition(), errors);

        Assert.Contains("status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage version", string.Join('|', errors), StringComparison.Ordinal);
    }

    internal static JsonObject Definition() => Schemas.Object("""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"tests.t.example.com"},
         "spec":{"group":"t.example.com","scope":"Namespaced","names":{"plural":"tests","singular":"test","kind":"Test","listKind":"TestList"},
           "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":
             {"type":"object","properties":{"spec":{"type":"object","properties":{"o":{"type":"object"}}}}}}}],
           "conversion":{"strategy":"None"}},
         "status":{"storedVersions":["v1"]}}
        """);

    private static List<FieldError> CheckSchema(string schema) => Check(spec => Set(spec, "versions/0/schema/openAPIV3Schema/properties/spec", schema));

    private static List<FieldError> Check(Action<JsonObject> change)
    {
        var definition = Definition();
        change(definition["spec"]!.AsObject());
        var errors = new List<FieldError>();
        DefinitionRules.Check(definition, errors);
        return errors;
    }

    private static void Set(JsonObject spec, string path, string value)
    {
        JsonNode at = spec;
        var names = path.Split('/');
        foreach (var name in names[..^1])
        {
            at = at is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : at[name]!;
        }

        at[names[^1]] = JsonNode.Parse(value);
    }
}

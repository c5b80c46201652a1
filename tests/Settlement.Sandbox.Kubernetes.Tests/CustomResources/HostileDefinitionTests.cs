using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;
using Settlement.Sandbox.Kubernetes.CustomResources.Definitions;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

/// <summary>Definitions with anything anywhere: refused, or served without a fault.</summary>
public sealed class HostileDefinitionTests
{
    private const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"tests.t.example.com"},
         "spec":{"group":"t.example.com","scope":"Namespaced","names":{"plural":"tests","singular":"test","kind":"Test","listKind":"TestList","shortNames":["t"],"categories":["all"]},
           "conversion":{"strategy":"None"},
           "versions":[{"name":"v1","served":true,"storage":true,"selectableFields":[{"jsonPath":".spec.s"}],
             "additionalPrinterColumns":[{"name":"A","type":"string","jsonPath":".spec.list[?(@.k==\"x\")].v"}],
             "subresources":{"status":{},"scale":{"specReplicasPath":".spec.n","statusReplicasPath":".status.n","labelSelectorPath":".status.s"}},
             "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"x-kubernetes-validations":[{"rule":"true","fieldPath":".spec"}],"properties":{
               "spec":{"type":"object","default":{},"properties":{
                 "s":{"type":"string","pattern":"^[a-z]+$","minLength":1,"maxLength":9,"format":"password","enum":["a","b"],"default":"a","nullable":true},
                 "n":{"type":"integer","minimum":1,"maximum":5,"multipleOf":2,"exclusiveMinimum":true,"default":2},
                 "x":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]},
                 "p":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                 "e":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}},
                 "m":{"type":"object","additionalProperties":{"type":"number"},"maxProperties":3,"x-kubernetes-map-type":"atomic"},
                 "list":{"type":"array","maxItems":3,"items":{"type":"object","required":["k"],"properties":{"k":{"type":"string"},"v":{"type":"boolean"}}},
                   "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"]},
                 "o":{"type":"object","oneOf":[{"required":["a"]},{"properties":{"a":{"minimum":1}}}],"not":{"required":["z"]},"properties":{"a":{"type":"integer"}}}}},
               "status":{"type":"object","properties":{"n":{"type":"integer"},"s":{"type":"string"}}}}}}}]}}
        """;

    private const string Value = """
        {"apiVersion":"t.example.com/v1","kind":"Test","metadata":{"name":"x"},"spec":{"s":"b","n":4,"x":"1","p":{"q":[null]},"e":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"n"}},
         "m":{"a":1.5},"list":[{"k":"x","v":true},{"k":"y"}],"o":{"a":1}},"status":{"n":1,"s":"a=b"}}
        """;

    private static readonly string[] Anything =
        ["null", "true", "false", "0", "-1", "1e400", "12345678901234567890", "\"\"", "\"x\"", "\".\"", "\"..[\"", "\"(\"", "\"object\"", "\"array\"", "\"string\"", "\"v1\"", "[]", "[null]", "[\"a\",{}]", "{}", "{\"type\":5}", "{\"properties\":[]}", "{\"type\":\"string\"}", "\"\\u0000\"", "\"\\ud83d\\ude00\""];

    [Fact]
    public void Changed_at_random_it_is_refused_or_served()
    {
        var random = new Random(20131008);
        var served = 0;
        for (var i = 0; i < 3000; i++)
        {
            var definition = Mutated(Definition, random, random.Next(1, 4));
            if (Accepted(definition) is not { } accepted)
            {
                continue;
            }

            served++;
            Conditions.Set(accepted, "Established", true, "r", "m", DateTimeOffset.UnixEpoch);
            foreach (var type in DefinedVersion.Types(accepted, () => false))
            {
                Use(type, Mutated(Value, random, random.Next(0, 4)));
            }
        }

        Assert.InRange(served, 100, 2900);
    }

    /// <summary>The definition as a request brings it in, or null if it is refused.</summary>
    private static JsonObject? Accepted(JsonObject definition)
    {
        var kind = DefinitionKind.Create();
        try
        {
            var decoded = BodyDecoder.Retype(definition, BodyType.Of(kind), null);
            kind.Strategy.Default(decoded);
            decoded["status"] = new JsonObject { ["storedVersions"] = new JsonArray("v1") };
            AcceptedNames.Decide(decoded, [], DateTimeOffset.UnixEpoch);
            var errors = new List<FieldError>();
            DefinitionRules.Check(decoded, errors);
            return errors.Count == 0 ? decoded : null;
        }
        catch (TypeMismatchException)
        {
            return null;
        }
    }

    private static void Use(Types.ResourceType type, JsonObject value)
    {
        try
        {
            Pruning.Prune(value, type.Schema, []);
            EmbeddedMetadata.Decode(value, type, null);
        }
        catch (StatusException)
        {
            return;
        }

        var old = value.DeepClone().AsObject();
        type.Strategy.Default(value);
        type.Strategy.Validate(value, null!, []);
        type.Strategy.ValidateUpdate(value, old, null!, []);
        type.Strategy.ValidateStatusUpdate(value, old, null!, []);
        type.Strategy.SelectableFields(value);
        type.Strategy.Cells(value, DateTimeOffset.UnixEpoch);
        type.Strategy.CountsGeneration(value, old);
    }

    private static JsonObject Mutated(string json, Random random, int changes)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        for (var i = 0; i < changes; i++)
        {
            var places = Places(root).ToList();
            var (holder, name, index) = places[random.Next(places.Count)];
            var value = JsonNode.Parse(Anything[random.Next(Anything.Length)]);
            if (holder is JsonObject members)
            {
                members[name!] = value;
            }
            else
            {
                holder.AsArray()[index] = value;
            }
        }

        return root;
    }

    private static IEnumerable<(JsonNode Holder, string? Name, int Index)> Places(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(m => (IEnumerable<(JsonNode, string?, int)>)[(node, m.Key, 0), .. m.Value is null ? [] : Places(m.Value)]),
        JsonArray list => list.SelectMany((e, i) => (IEnumerable<(JsonNode, string?, int)>)[(node, null, i), .. e is null ? [] : Places(e)]),
        _ => [],
    };
}

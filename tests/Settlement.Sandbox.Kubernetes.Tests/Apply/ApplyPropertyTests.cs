using System.Text.Json.Nodes;
using CsCheck;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Tests.Patch;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

public sealed class ApplyPropertyTests
{
    private const long Tries = 600;

    private static readonly Gen<string> Spec = Gen.Select(
        Gen.Int[0, 2],
        Gen.OneOf("[]", "[\"a\"]", "[\"b\",\"c\"]", "[\"c\",\"a\"]"),
        Gen.OneOf("{}", "{\"p\":\"1\"}", "{\"q\":\"2\",\"r\":null}"),
        Gen.OneOf("1", "\"t\"", "[1,{}]", "{\"x\":{\"y\":null}}", "null"),
        Gen.OneOf("[]", "[{\"port\":80}]", "[{\"port\":81,\"name\":\"n\"},{\"port\":80,\"protocol\":\"UDP\"}]"))
        .Select((settlers, tags, labels, any, ports) => $$"""{"settlers":{{settlers}},"tags":{{tags}},"labels":{{labels}},"any":{{any}},"ports":{{ports}}}""");

    [Fact]
    public void The_same_apply_again_changes_nothing()
    {
        Gen.Select(Spec, Spec).Sample((one, other) =>
        {
            var live = Apply(null, "alice", other, 0);
            var once = Apply(live, "bob", one, 1);
            var twice = Apply(once, "bob", one, 2);
            return JsonNode.DeepEquals(once, twice);
        }, iter: Tries);
    }

    [Fact]
    public void Fields_are_written_as_they_are_read()
    {
        Gen.Select(Spec, Spec).Sample((one, other) =>
        {
            var set = OwnedFields.Of(Configuration(one), TestSchema.Run).Union(OwnedFields.Of(Configuration(other), TestSchema.Run));
            return set.SameAs(FieldsV1.Read(FieldsV1.Write(set))) && set.Union(set).SameAs(set) && set.Difference(set).IsEmpty && set.Intersection(set).SameAs(set);
        }, iter: Tries);
    }

    [Fact]
    public void Whoever_applies_nothing_any_more_leaves_nothing_of_his_own()
    {
        Spec.Sample(spec =>
        {
            var live = Apply(null, "alice", spec, 0);
            var after = ManagedFields.Apply(live, Configuration(null), TestSchema.Run, TestSchema.Writer("alice", second: 1), force: false);
            return after["spec"] is null && after.Object("metadata")?["managedFields"] is null;
        }, iter: Tries);
    }

    [Fact]
    public void Any_object_as_a_configuration_is_applied_or_refused()
    {
        Gen.Select(Documents.Object, Documents.Object, Gen.Bool).Sample((configuration, live, force) =>
        {
            configuration["apiVersion"] = "g.example/v1";
            configuration["kind"] = "Run";
            try
            {
                _ = ManagedFields.Apply(live, configuration, TestSchema.Run, TestSchema.Writer("alice"), force).ToJsonString();
                ManagedFields.Update(live, configuration, TestSchema.Run, TestSchema.Writer("bob"));
            }
            catch (StatusException e)
            {
                Assert.True(e.Code is 400 or 409 or 500, e.Message);
            }
        }, iter: Tries);
    }

    private static JsonObject Apply(JsonObject? live, string manager, string spec, int second) =>
        ManagedFields.Apply(live, Configuration(spec), TestSchema.Run, TestSchema.Writer(manager, second: second), force: true);

    private static JsonObject Configuration(string? spec)
    {
        var value = new JsonObject { ["apiVersion"] = "g.example/v1", ["kind"] = "Run", ["metadata"] = new JsonObject { ["name"] = "r" } };
        if (spec is not null)
        {
            value["spec"] = JsonNode.Parse(spec);
        }

        return value;
    }
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

public sealed class ManagedFieldsTests
{
    [Fact]
    public void Another_value_for_a_field_that_somebody_applied_is_a_conflict()
    {
        var live = Apply(null, "alice", """{"spec":{"settlers":3}}""");

        var refusal = Assert.Throws<StatusException>(() => Apply(live, "bob", """{"spec":{"settlers":4}}"""));

        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"alice\": .spec.settlers"), (refusal.Code, refusal.Message));
        Assert.Equal("""{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"alice\"","field":".spec.settlers"}]}""", refusal.Details!.ToJsonString(Json.Compact));
    }

    [Fact]
    public void A_forced_apply_takes_the_field_away()
    {
        var live = Apply(null, "alice", """{"spec":{"settlers":3}}""");

        var forced = Apply(live, "bob", """{"spec":{"settlers":4}}""", force: true);

        Assert.Equal(["""bob Apply {"f:spec":{"f:settlers":{}}}"""], Owners(forced));
    }

    [Fact]
    public void What_is_given_up_and_owned_by_nobody_else_goes()
    {
        var live = Apply(null, "alice", """{"spec":{"settlers":3,"tags":["a","b"]}}""");
        live = Apply(live, "bob", """{"spec":{"tags":["b","c"]}}""");

        var after = Apply(live, "alice", """{"spec":{"settlers":3}}""");

        Assert.Equal("""{"settlers":3,"tags":["b","c"]}""", after["spec"]!.ToJsonString());
    }

    [Fact]
    public void An_update_owns_what_it_changed_and_the_object_around_what_it_made()
    {
        var value = Parse("""{"spec":{"settlers":3}}""");
        ManagedFields.Update(null, value, TestSchema.Run, TestSchema.Writer("recorder"));

        Assert.Equal(["""recorder Update {"f:spec":{".":{},"f:settlers":{}}}"""], Owners(value));
    }

    private static JsonObject Apply(JsonObject? live, string manager, string configuration, bool force = false) =>
        ManagedFields.Apply(live, Parse(configuration), TestSchema.Run, TestSchema.Writer(manager), force);

    private static JsonObject Parse(string fields)
    {
        var value = JsonNode.Parse(fields)!.AsObject();
        value["apiVersion"] = "g.example/v1";
        value["kind"] = "Run";
        return value;
    }

    private static List<string> Owners(JsonObject value) =>
        [.. value.Object("metadata").Objects("managedFields").Select(e => $"{e["manager"]} {e["operation"]} {e["fieldsV1"]!.ToJsonString(Json.Compact)}")];
}

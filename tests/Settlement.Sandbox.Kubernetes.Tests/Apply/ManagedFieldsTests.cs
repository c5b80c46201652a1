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

    [Fact]
    public void The_eleventh_updater_joins_the_two_oldest()
    {
        JsonObject? live = null;
        for (var i = 0; i < 11; i++)
        {
            var value = live is null ? Parse("{}") : live.DeepClone().AsObject();
            value.Metadata()["uid"] = "u";
            value.Metadata()["labels"] ??= new JsonObject();
            value.Object("metadata", "labels")![$"l{i}"] = "x";
            ManagedFields.Update(live, value, TestSchema.Run, TestSchema.Writer($"m{i:00}", second: i));
            live = value;
        }

        var owners = Owners(live!);
        Assert.Equal(10, owners.Count);
        Assert.Equal("""ancient-changes Update {"f:metadata":{"f:labels":{".":{},"f:l0":{},"f:l1":{}}}}""", owners[0]);
    }

    [Fact]
    public void An_empty_list_of_managed_fields_forgets_all_owners_until_somebody_applies()
    {
        var live = Apply(null, "alice", """{"spec":{"settlers":3}}""");
        live.Metadata()["uid"] = "u";
        var reset = live.DeepClone().AsObject();
        reset.Metadata()["managedFields"] = new JsonArray();
        ManagedFields.Update(live, reset, TestSchema.Run, TestSchema.Writer("recorder"));
        Assert.Empty(Owners(reset));

        var applied = Apply(reset, "bob", """{"spec":{"market":"CME"}}""");

        Assert.Equal(["""bob Apply {"f:spec":{"f:market":{}}}""", """before-first-apply Update {"f:spec":{".":{},"f:settlers":{}}}"""], Owners(applied));
    }

    [Theory]
    [InlineData("""{"spec":{"colour":"red"}}""", ".spec.colour: field not declared in schema")]
    [InlineData("""{"spec":{"settlers":"x"}}""", ".spec.settlers: expected numeric (int or float), got string")]
    [InlineData("""{"spec":{"market":true}}""", ".spec.market: expected string, got &value.valueUnstructured{Value:true}")]
    [InlineData("""{"spec":{"tags":["a","a"]}}""", ".spec.tags: duplicate entries for key [=\"a\"]")]
    [InlineData("""{"spec":{"ports":[{"port":1},{"port":1}]}}""", ".spec.ports: duplicate entries for key [port=1,protocol=\"TCP\"]")]
    [InlineData("""{"status":{"conditions":[{"status":"True"}]}}""", ".status.conditions: element 0: associative list with keys has an element that omits all key fields [\"type\"] (and doesn't have default values for any key fields)")]
    [InlineData("""{"spec":"x"}""", ".spec: expected map, got &{x}")]
    public void A_configuration_that_is_not_of_the_schema_is_refused_as_a_fault_of_the_server(string configuration, string fault)
    {
        var refusal = Assert.Throws<StatusException>(() => Apply(null, "alice", configuration));

        Assert.Equal((500, $"failed to create typed patch object (/; g.example/v1, Kind=Run): {fault}"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void Managed_fields_in_a_configuration_are_refused_but_null_is_not()
    {
        var refusal = Assert.Throws<StatusException>(() => Apply(null, "alice", """{"metadata":{"managedFields":[]}}"""));
        var applied = Apply(null, "alice", """{"metadata":{"managedFields":null},"spec":{"settlers":1}}""");

        Assert.Equal((400, "metadata.managedFields must be nil"), (refusal.Code, refusal.Message));
        Assert.Single(Owners(applied));
    }

    [Fact]
    public void Another_kind_than_that_of_the_path_is_refused()
    {
        var configuration = Parse("{}");
        configuration["kind"] = "Other";

        var refusal = Assert.Throws<StatusException>(() => ManagedFields.Apply(null, configuration, TestSchema.Run, TestSchema.Writer("alice"), force: false));

        Assert.Equal((400, "invalid object type: g.example/v1, Kind=Other"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void What_kubectl_applied_at_its_own_side_it_may_take_over_without_a_conflict()
    {
        const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
        var live = Parse("""{"metadata":{"uid":"u"},"spec":{"settlers":3,"market":"CME"}}""");
        live.Metadata()["annotations"] = new JsonObject { [Annotation] = """{"apiVersion":"g.example/v1","kind":"Run","spec":{"settlers":3}}""" };
        ManagedFields.Update(null, live, TestSchema.Run, TestSchema.Writer("kubectl-client-side-apply"));

        var refusal = Assert.Throws<StatusException>(() => Apply(live, "kubectl", """{"spec":{"settlers":4,"market":"COMEX"}}"""));
        var taken = Apply(live, "kubectl", """{"spec":{"settlers":4}}""");

        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using g.example/v1: .spec.market", refusal.Message);
        Assert.Equal("{\"apiVersion\":\"g.example/v1\",\"kind\":\"Run\",\"spec\":{\"settlers\":4}}\n", taken.Object("metadata", "annotations").Text(Annotation));
    }

    [Fact]
    public void New_times_alone_are_taken_back()
    {
        var live = Apply(null, "alice", """{"spec":{"settlers":3}}""");
        var value = live.DeepClone().AsObject();
        value.Metadata().Objects("managedFields").First()["time"] = "2013-10-08T21:00:09Z";
        var other = value.DeepClone().AsObject();
        other["spec"]!["settlers"] = 4;

        ManagedFields.KeepTimes(value, live);
        ManagedFields.KeepTimes(other, live);

        Assert.True(JsonNode.DeepEquals(live, value));
        Assert.Equal("2013-10-08T21:00:09Z", other.Metadata().Objects("managedFields").First().Text("time"));
    }

    [Fact]
    public void An_element_that_comes_twice_has_an_owner_but_no_owned_fields()
    {
        var live = Parse("""{"metadata":{"uid":"u"},"spec":{"ports":[{"port":80,"protocol":"TCP"}]}}""");
        ManagedFields.Update(null, live, TestSchema.Run, TestSchema.Writer("recorder"));
        var value = Parse("""{"metadata":{"uid":"u"},"spec":{"ports":[{"port":80,"protocol":"TCP"},{"port":80,"protocol":"TCP","name":"x"}]}}""");

        ManagedFields.Update(live, value, TestSchema.Run, TestSchema.Writer("recorder"));

        Assert.Equal(["""recorder Update {"f:spec":{".":{},"f:ports":{".":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":{}}}}"""], Owners(value));
    }

    [Fact]
    public void A_value_of_free_form_that_changes_its_form_takes_the_owners_of_what_it_had_below()
    {
        var live = Apply(null, "alice", """{"spec":{"any":{"p":1}}}""");

        var after = Apply(live, "bob", """{"spec":{"any":"t"}}""");

        Assert.Equal(["""bob Apply {"f:spec":{"f:any":{}}}"""], Owners(after));
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

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds;
using Settlement.Sandbox.Kubernetes.Kinds.Metadata;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

public sealed class BuiltInKindsTests
{
    private static readonly DateTimeOffset Now = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<ResourceType> Kinds = BuiltInKinds.All((group, version, kind) => BuiltInSchemas.For(group, version, kind)!, new EverybodyMay());

    public static TheoryData<string> Names => [.. Kinds.Select(type => type.Resource.ToString())];

    private static ResourceType Kind(string name) => Kinds.Single(type => type.Resource.ToString() == name);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_object_with_nothing_but_a_name_passes_through_all_rules_of_its_kind_without_a_fault(string name)
    {
        var type = Kind(name);
        var value = new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = new JsonObject { ["name"] = "x", ["uid"] = "u" } };
        var scope = new RequestScope(UserInfo.Server, Now, null!);
        var errors = new List<FieldError>();

        type.Strategy.Default(value);
        BuiltInForm.Apply(value, type);
        ObjectMetadata.Validate(value, type, errors);
        type.Strategy.Validate(value, scope, errors);
        type.Strategy.ValidateUpdate(value, value.DeepClone().AsObject(), scope, errors);
        type.Strategy.PrepareForStatusUpdate(value, value.DeepClone().AsObject(), scope);

        Assert.Equal(type.Strategy.Columns.Count, type.Strategy.Cells(value, Now).Count);
        Assert.Equal(type.Strategy.SelectableFieldNames.Order(), type.Strategy.SelectableFields(value).Keys.Order());
        Assert.All(errors, error => Assert.StartsWith("FieldValue", error.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Defaults_fill_in_once_and_then_have_nothing_to_do(string name)
    {
        var type = Kind(name);
        var value = new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = new JsonObject { ["name"] = "x" } };
        type.Strategy.Default(value);
        BuiltInForm.Apply(value, type);
        var once = value.DeepClone();

        type.Strategy.Default(value);
        BuiltInForm.Apply(value, type);

        Assert.Equal(once.ToJsonString(), value.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_table_is_made_of_an_object_without_any_member(string name)
    {
        var type = Kind(name);

        Assert.Equal(type.Strategy.Columns.Count, type.Strategy.Cells([], Now).Count);
    }

    [Theory]
    [InlineData("endpoints", """{"subsets":[{"addresses":[{"ip":"1.1.1.1"},{"ip":"1.1.1.2"}],"ports":[{"port":80},{"port":81}]}]}""", "Endpoints", "1.1.1.1:80,1.1.1.2:80,1.1.1.1:81 + 1 more...")]
    [InlineData("endpoints", "{}", "Endpoints", "<none>")]
    [InlineData("endpointslices.discovery.k8s.io", """{"endpoints":[{"addresses":["1.1.1.1"]}],"ports":[{"port":80},{}]}""", "Ports", "80,*")]
    [InlineData("endpointslices.discovery.k8s.io", "{}", "Endpoints", "<unset>")]
    [InlineData("persistentvolumes", """{"spec":{"claimRef":{"namespace":"n","name":"c"}}}""", "Claim", "n/c")]
    [InlineData("persistentvolumes", """{"spec":{"accessModes":["ReadWriteMany","ReadWriteOnce"]}}""", "Access Modes", "RWO,RWX")]
    [InlineData("storageclasses.storage.k8s.io", """{"metadata":{"name":"s","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}""", "Name", "s (default)")]
    [InlineData("replicasets.apps", """{"spec":{"replicas":3}}""", "Desired", "3")]
    [InlineData("controllerrevisions.apps", """{"metadata":{"ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"w","controller":true}]}}""", "Controller", "statefulset.apps/w")]
    [InlineData("apiservices.apiregistration.k8s.io", """{"status":{"conditions":[{"type":"Available","status":"False","reason":"Gone"}]}}""", "Available", "False (Gone)")]
    [InlineData("cronjobs.batch", "{}", "Suspend", "<unset>")]
    public void Kinds_that_the_recording_does_not_show_look_as_kubectl_shows_them(string name, string value, string column, string shown)
    {
        var strategy = Kind(name).Strategy;
        var at = strategy.Columns.Select(c => c.Name).ToList().IndexOf(column);

        Assert.Equal(shown, strategy.Cells(JsonNode.Parse(value)!.AsObject(), Now)[at]!.ToString());
    }

    private sealed class EverybodyMay : IEscalationCheck
    {
        public void Confirm(GroupResource type, JsonObject value, JsonObject? old, RequestScope scope)
        {
        }
    }
}

using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Schemas;

public sealed class BuiltInSchemasTests
{
    [Fact]
    public void Every_type_can_be_read_and_no_two_fields_of_a_message_share_a_number()
    {
        Assert.True(BuiltInSchemas.Names.Count > 350);
        foreach (var name in BuiltInSchemas.Names)
        {
            var type = BuiltInSchemas.Type(name);
            var numbers = type.Fields.Values.Where(f => f.Number > 0).Select(f => (f.Via, f.Number)).ToList();
            Assert.Equal(numbers.Count, numbers.Distinct().Count());
            Assert.All(type.Fields.Keys.Where(k => k is not ("kind" or "apiVersion")), k => Assert.True(type.Fields[k].Number > 0, $"{name}.{k}"));
        }
    }

    [Fact]
    public void Fields_carry_order_keys_patch_strategies_and_defaults()
    {
        var pod = BuiltInSchemas.For("", "v1", "Pod")!;
        Assert.Equal(["kind", "apiVersion", "metadata", "spec", "status"], pod.Fields.Keys);
        var ports = BuiltInSchemas.Type("io.k8s.api.core.v1.Container").Fields["ports"];
        Assert.Equal((ListMerge.Map, "containerPort"), (ports.Node.ListMerge, ports.MergeKey));
        Assert.Equal(["containerPort", "protocol"], ports.Node.ListKeys);
        Assert.Equal("TCP", (string?)ports.Node.Items!.Fields["protocol"].Node.Default);
        Assert.Equal("[]v1.ContainerPort", ports.Node.GoType);
        var volumes = pod.Fields["spec"].Node.Fields["volumes"];
        Assert.Equal("merge,retainKeys", volumes.Strategy);
        Assert.Equal((2, 2), (volumes.Node.Items!.Fields["emptyDir"].Via, volumes.Node.Items.Fields["emptyDir"].Number));
        Assert.True(BuiltInSchemas.Type(BuiltInSchemas.Meta + "LabelSelector").Atomic);
        Assert.Equal(ListMerge.Set, BuiltInSchemas.ObjectMeta.Fields["finalizers"].Node.ListMerge);
        Assert.Contains("IfNotPresent", BuiltInSchemas.Type("io.k8s.api.core.v1.Container").Fields["imagePullPolicy"].Node.Enum);
    }

    [Fact]
    public void Kinds_are_found_by_group_version_and_kind_only()
    {
        Assert.Equal("io.k8s.api.apps.v1.Deployment", BuiltInSchemas.For("apps", "v1", "Deployment")?.TypeName);
        Assert.Equal(BuiltInSchemas.Meta + "DeleteOptions", BuiltInSchemas.For("settlement.marketclose.io", "v1alpha1", "DeleteOptions")?.TypeName);
        Assert.Null(BuiltInSchemas.For("apps", "v1beta1", "Deployment"));
        Assert.Null(BuiltInSchemas.For("", "v1", "Deployment"));
        Assert.Null(BuiltInSchemas.For("", "v1", "PodSpec"));
    }
}

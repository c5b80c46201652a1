using System.Text;
using Settlement.Sandbox.Kubernetes.Loops;

namespace Settlement.Sandbox.Kubernetes.Tests.Loops;

public sealed class ObjectHeaderTests
{
    [Fact]
    public void What_garbage_collection_needs_is_read_from_among_the_rest()
    {
        var header = Read("""
            {"kind":"X","data":{"metadata":{"uid":"wrong"}},"metadata":{"name":"n","managedFields":[{"fieldsV1":{"f:uid":{}}}],"finalizers":["orphan","a"],"uid":"u","deletionTimestamp":"2026-01-01T00:00:00Z",
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"s","uid":"o","controller":true,"blockOwnerDeletion":true},{"apiVersion":"v1","kind":"Pod","name":"p","uid":"q"}],"labels":{"uid":"wrong"}},"spec":{}}
            """);

        Assert.Equal("u", header.Uid);
        Assert.True(header.IsOrphaning);
        Assert.False(header.IsForeground);
        Assert.Equal(["orphan", "a"], header.Finalizers);
        Assert.Equal([new OwnerReference("apps/v1", "StatefulSet", "o", true), new OwnerReference("v1", "Pod", "q", false)], header.Owners);
        Assert.Equal(["apps", ""], header.Owners.Select(owner => owner.Group));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":null}""")]
    [InlineData("""{"metadata":{"finalizers":null,"ownerReferences":null,"deletionTimestamp":null}}""")]
    public void What_is_absent_is_nothing(string json)
    {
        var header = Read(json);

        Assert.False(header.IsDeleting);
        Assert.Empty(header.Finalizers);
        Assert.Empty(header.Owners);
    }

    private static ObjectHeader Read(string json) => ObjectHeader.Read(Encoding.UTF8.GetBytes(json));
}

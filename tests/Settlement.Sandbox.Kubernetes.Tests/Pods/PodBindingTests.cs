using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Pods;

namespace Settlement.Sandbox.Kubernetes.Tests.Pods;

public sealed class PodBindingTests
{
    [Theory]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"nodeName":"n1"}}""", "pod p is already assigned to node \"n1\"")]
    [InlineData("""{"metadata":{"name":"p","deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{}}""", "pod p is being deleted, cannot be assigned to a host")]
    public void A_pod_gets_a_node_once_and_not_when_it_is_going(string pod, string reason)
    {
        var refusal = Assert.Throws<StatusException>(() => PodBinding.Bind(Parse(pod), "n2", DateTimeOffset.UnixEpoch));

        Assert.Equal((409, $"Operation cannot be fulfilled on pods/binding \"p\": {reason}"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void A_bound_pod_is_scheduled()
    {
        var pod = Parse("""{"metadata":{"name":"p"},"spec":{},"status":{"conditions":[{"type":"PodScheduled","status":"False"},{"type":"Ready","status":"False"}]}}""");
        PodBinding.Bind(pod, "n1", DateTimeOffset.UnixEpoch);

        Assert.Equal("n1", pod.Object("spec").Text("nodeName"));
        Assert.Equal(["Ready False", "PodScheduled True"], pod.Object("status").Objects("conditions").Select(condition => $"{condition.Text("type")} {condition.Text("status")}"));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}

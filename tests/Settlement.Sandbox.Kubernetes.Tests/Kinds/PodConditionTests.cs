using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

/// <summary>States that the recording does not have; kubectl's own printer is the measure.</summary>
public sealed class PodConditionTests
{
    private const string Sidecar = """  "containers":[{"name":"c"}],"initContainers":[{"name":"s","restartPolicy":"Always"}] """;

    [Theory]
    [InlineData("""{"name":"s","started":true,"ready":true,"restartCount":2}""", """{"name":"c","ready":true,"restartCount":1,"state":{"running":{}}}""", "Running", 2, 3)]
    [InlineData("""{"name":"s","started":true,"ready":false}""", """{"name":"c","ready":true,"state":{"running":{}}}""", "Running", 1, 0)]
    [InlineData("""{"name":"s","started":false}""", """{"name":"c"}""", "Init:0/1", 0, 0)]
    public void A_sidecar_counts_as_a_container_that_stays(string init, string main, string status, int ready, long restarts)
    {
        var shown = PodCondition.Of(Pod($"{{{Sidecar}}}", $$"""{"phase":"Running","initContainerStatuses":[{{init}}],"containerStatuses":[{{main}}]}"""));

        Assert.Equal((status, ready, 2, restarts), (shown.Status, shown.Ready, shown.Containers, shown.Restarts));
    }

    [Fact]
    public void While_init_containers_run_their_restarts_are_shown()
    {
        var shown = PodCondition.Of(Pod(
            """{"containers":[{"name":"c"}],"initContainers":[{"name":"i"}]}""",
            """{"phase":"Pending","initContainerStatuses":[{"name":"i","restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}"""));

        Assert.Equal(("Init:CrashLoopBackOff", 3L), (shown.Status, shown.Restarts));
    }

    [Theory]
    [InlineData("Running", null, "Terminating")]
    [InlineData("Succeeded", null, "Succeeded")]
    [InlineData("Running", "NodeLost", "Unknown")]
    public void A_pod_that_is_being_deleted_is_terminating_unless_it_has_ended_or_its_node_is_lost(string phase, string? reason, string status)
    {
        var pod = Pod("""{"containers":[{"name":"c"}]}""", new JsonObject { ["phase"] = phase, ["reason"] = reason }.ToJsonString());
        pod["metadata"] = new JsonObject { ["deletionTimestamp"] = "2025-01-01T00:00:00Z" };

        Assert.Equal(status, PodCondition.Of(pod).Status);
    }

    private static JsonObject Pod(string spec, string status) => new() { ["spec"] = JsonNode.Parse(spec), ["status"] = JsonNode.Parse(status) };
}

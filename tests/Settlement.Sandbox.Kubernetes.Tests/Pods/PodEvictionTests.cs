using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Pods;

namespace Settlement.Sandbox.Kubernetes.Tests.Pods;

public sealed class PodEvictionTests
{
    [Theory]
    [InlineData("""{"disruptionsAllowed":1}""", 429, 10, "The disruption budget b is still being processed by the server.")]
    [InlineData("""{"observedGeneration":1,"disruptionsAllowed":0,"desiredHealthy":2,"currentHealthy":1}""", 429, null, "The disruption budget b needs 2 healthy pods and has 1 currently")]
    public void A_budget_without_disruptions_refuses_and_says_why(string status, int code, int? retry, string cause)
    {
        var refusal = Assert.Throws<StatusException>(() => PodEviction.Take(Budget(status), "p", DateTimeOffset.UnixEpoch));

        Assert.Equal((code, "Cannot evict pod as it would violate the pod's disruption budget."), (refusal.Code, refusal.Message));
        Assert.Equal(cause, refusal.Details.Objects("causes").Single().Text("message"));
        Assert.Equal(retry, refusal.Details.Number("retryAfterSeconds"));
    }

    [Fact]
    public void A_disruption_is_used_up_and_the_pod_noted()
    {
        var budget = Budget("""{"observedGeneration":1,"disruptionsAllowed":2}""");
        PodEviction.Take(budget, "p", DateTimeOffset.UnixEpoch);

        Assert.Equal(1, budget.Object("status").Number("disruptionsAllowed"));
        Assert.Equal("1970-01-01T00:00:00Z", budget.Object("status", "disruptedPods").Text("p"));
    }

    [Theory]
    [InlineData("""{"status":{"phase":"Running"}}""", false)]
    [InlineData("""{"status":{"phase":"Pending"}}""", true)]
    [InlineData("""{"status":{"phase":"Failed"}}""", true)]
    [InlineData("""{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{"phase":"Running"}}""", true)]
    public void A_pod_that_does_no_work_counts_for_no_budget(string pod, bool free)
    {
        Assert.Equal(free, PodEviction.IsFree(JsonNode.Parse(pod)!.AsObject()));
    }

    private static JsonObject Budget(string status) => new() { ["metadata"] = new JsonObject { ["name"] = "b", ["generation"] = 1 }, ["status"] = JsonNode.Parse(status) };
}

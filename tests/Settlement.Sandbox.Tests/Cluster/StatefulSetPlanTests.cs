using System.Globalization;
using k8s.Models;
using Settlement.Sandbox.Cluster.Controllers;

namespace Settlement.Sandbox.Tests.Cluster;

public sealed class StatefulSetPlanTests
{
    private static readonly DateTimeOffset Now = new(2013, 10, 8, 21, 15, 0, TimeSpan.Zero);

    [Fact]
    public void Terminating_pod_is_not_replaced_while_its_object_is_there() =>
        Assert.Equal("", Plan("Parallel", 2, "0 new ready terminating", "1 new ready"));

    [Fact]
    public void Parallel_policy_creates_all_missing_and_removes_all_surplus_at_once() =>
        Assert.Equal("+1 +2 -3 -4", Plan("Parallel", 3, "0 new", "3 new ready", "4 new ready"));

    [Fact]
    public void Ordered_policy_creates_the_next_only_behind_a_ready_one()
    {
        Assert.Equal("+0", Plan("OrderedReady", 3));
        Assert.Equal("", Plan("OrderedReady", 3, "0 new"));
        Assert.Equal("+1", Plan("OrderedReady", 3, "0 new ready"));
    }

    [Fact]
    public void Ordered_policy_removes_from_the_top_one_at_a_time()
    {
        Assert.Equal("-2", Plan("OrderedReady", 1, "0 new ready", "1 new ready", "2 new ready"));
        Assert.Equal("", Plan("OrderedReady", 1, "0 new ready", "1 new ready", "2 new ready terminating"));
    }

    [Fact]
    public void Update_goes_from_the_top_and_waits_for_each_replacement()
    {
        Assert.Equal("-1", Plan("Parallel", 2, "0 old ready", "1 old ready"));
        Assert.Equal("", Plan("Parallel", 2, "0 old ready", "1 new"));
        Assert.Equal("-0", Plan("Parallel", 2, "0 old ready", "1 new ready"));
    }

    [Fact]
    public void Broken_pod_of_the_old_template_does_not_block_the_update() =>
        Assert.Equal("-0", Plan("OrderedReady", 2, "0 old", "1 new ready"));

    [Fact]
    public void Pod_that_has_ended_is_removed_first() => Assert.Equal("-0", Plan("Parallel", 2, "0 new failed"));

    private static string Plan(string policy, int replicas, params string[] pods)
    {
        var existing = pods.Select(text => text.Split(' ')).ToDictionary(words => int.Parse(words[0], CultureInfo.InvariantCulture), Pod);
        var steps = StatefulSetPlan.Of(new V1StatefulSetSpec { PodManagementPolicy = policy, Replicas = replicas }, existing, "new", "old", Now);
        return string.Join(' ', steps.Create.Select(step => $"+{step.Ordinal}").Concat(steps.Delete.Select(pod => $"-{pod.Metadata.Name}").Order(StringComparer.Ordinal)));
    }

    private static V1Pod Pod(string[] words) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = words[0],
            Labels = new Dictionary<string, string> { [StatefulSetController.RevisionLabel] = words[1] },
            DeletionTimestamp = words.Contains("terminating") ? Now.UtcDateTime : null,
        },
        Status = new V1PodStatus
        {
            Phase = words.Contains("failed") ? "Failed" : "Running",
            Conditions = [new V1PodCondition { Type = "Ready", Status = words.Contains("ready") ? "True" : "False", LastTransitionTime = Now.UtcDateTime }],
        },
    };
}

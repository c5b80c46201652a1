using System.Text.RegularExpressions;
using static Settlement.Sandbox.Tests.Clients.CommandLine;

namespace Settlement.Sandbox.Tests.Clients;

/// <summary>What a user does with kubectl to programs that run.</summary>
[Collection(ClientCollection.Name)]
public sealed partial class KubectlWorkloadTests(ClientFixture fixture)
{
    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Deployment_is_watched_scaled_read_rolled_and_undone(ServerKind server)
    {
        var user = await (await fixture.OnAsync(server)).NamespaceAsync("work");
        await user.ApplyAsync(Manifests.Deployment("desk", 1, "one"));
        await user.KubectlAsync("wait", "--for=condition=Available", "deployment/desk", Patience);
        await using (var watch = user.Follow("get", "pods", "--watch", "--no-headers"))
        {
            await watch.LineAsync("the pod that is there", line => Ready().IsMatch(line));
            await user.KubectlAsync("scale", "deployment", "desk", "--replicas=2", "--current-replicas=1");
            await watch.LineAsync("a second pod", line => Pending().IsMatch(line));
            await watch.LineAsync("its readiness", line => Ready().IsMatch(line));
        }

        Assert.Contains("deployment \"desk\" successfully rolled out", await user.KubectlAsync("rollout", "status", "deployment/desk", Patience), StringComparison.Ordinal);
        Assert.Matches(@"^desk +2/2 +2 +2 +\d+s\n$", await user.KubectlAsync("get", "deployment", "desk", "--no-headers"));
        var pod = (await user.KubectlAsync("get", "pods", "-l", "app=desk", "--sort-by=.metadata.name", "-o", "jsonpath={.items[0].metadata.name}")).Trim();
        await using (var log = user.Follow("logs", "--follow", pod))
        {
            await log.LineAsync("what the container says", line => line == "one");
        }

        await user.UntilAsync("the event of the start", told => Started().IsMatch(told), "describe", "pod", pod);
        Assert.Matches(@"Controlled By: +ReplicaSet/desk-", await user.KubectlAsync("describe", "pod", pod));
        Assert.Matches($@"Normal +Scheduled +Pod/{pod} ", await user.KubectlAsync("events", "--for", "pod/" + pod));
        Assert.Matches(@"Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable", await user.KubectlAsync("describe", "deployment", "desk"));

        await user.ApplyAsync(Manifests.Deployment("desk", 2, "two"));
        await user.KubectlAsync("rollout", "status", "deployment/desk", Patience);
        await user.UntilAsync("the new word", logs => logs == "two\ntwo\n", "logs", "-l", "app=desk");
        Assert.Matches(@"\n1 +<none>\n2 +<none>\n", await user.KubectlAsync("rollout", "history", "deployment/desk"));
        await user.KubectlAsync("rollout", "undo", "deployment/desk");
        await user.KubectlAsync("rollout", "status", "deployment/desk", Patience);
        await user.UntilAsync("the old word", logs => logs == "one\none\n", "logs", "-l", "app=desk");

        await user.KubectlAsync("delete", "deployment", "desk", "--cascade=foreground", Patience);
        await user.KubectlAsync("wait", "--for=delete", "pods", "-l", "app=desk", Patience);
        Assert.Equal("", await user.KubectlAsync("get", "pods,replicasets", "-o", "name"));
        await user.KubectlAsync("delete", "namespace", user.Namespace, Patience);
        Assert.Contains("(NotFound)", await user.RefusedAsync("get", "namespace", user.Namespace), StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Drain_respects_the_budget_and_a_cordoned_node_takes_no_pods(ServerKind server)
    {
        var user = await (await fixture.OnAsync(server)).NamespaceAsync("drain");
        await user.ApplyAsync(Manifests.Deployment("kept", 2, "kept"));
        await user.ApplyAsync(Manifests.Budget("kept"));
        await user.KubectlAsync("wait", "--for=condition=Available", "deployment/kept", Patience);
        await user.KubectlAsync("wait", "--for=jsonpath={.status.currentHealthy}=2", "poddisruptionbudget/kept", Patience);
        var node = (await user.KubectlAsync("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")).Trim();
        string[] drain = ["drain", node, "--pod-selector=app=kept", "--ignore-daemonsets"];
        try
        {
            var refusal = await user.RefusedAsync([.. drain, "--timeout=1s"]);
            Assert.Contains("Cannot evict pod as it would violate the pod's disruption budget", refusal, StringComparison.Ordinal);
            Assert.Matches(@"Ready,SchedulingDisabled", await user.KubectlAsync("get", "node", node));

            await user.KubectlAsync("delete", "poddisruptionbudget", "kept");
            Assert.Contains($"node/{node} drained\n", await user.KubectlAsync([.. drain, Patience]), StringComparison.Ordinal);
            await user.UntilAsync("pods without a node", phases => phases == "Pending Pending", "get", "pods", "-l", "app=kept", "-o", "jsonpath={.items[*].status.phase}");
        }
        finally
        {
            await user.KubectlAsync("uncordon", node);
        }

        await user.KubectlAsync("rollout", "status", "deployment/kept", Patience);
        await user.KubectlAsync("delete", "deployment", "kept", Patience);
    }

    [GeneratedRegex(@"^desk-\S+ +0/1 +Pending ")]
    private static partial Regex Pending();

    [GeneratedRegex(@"^desk-\S+ +1/1 +Running ")]
    private static partial Regex Ready();

    [GeneratedRegex(@"Normal +Started ")]
    private static partial Regex Started();
}

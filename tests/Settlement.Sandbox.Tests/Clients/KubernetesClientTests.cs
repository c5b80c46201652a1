using System.Net;
using k8s;
using k8s.Autorest;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using k8s.Models;

namespace Settlement.Sandbox.Tests.Clients;

/// <summary>What the product's own client library asks of a server.</summary>
[Collection(ClientCollection.Name)]
public sealed class KubernetesClientTests(ClientFixture fixture)
{
    private static readonly TimeSpan EventPatience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task List_goes_on_as_a_watch_that_sees_every_patch(ServerKind server)
    {
        using var client = new k8s.Kubernetes((await fixture.OnAsync(server)).Configuration);
        var space = await NamespaceAsync(client, "watch");
        await client.CoreV1.CreateNamespacedConfigMapAsync(Map("gold", "0"), space, cancellationToken: Cancellation);
        var list = await client.CoreV1.ListNamespacedConfigMapAsync(space, labelSelector: "book=yes", cancellationToken: Cancellation);
        Assert.Equal("0", Assert.Single(list.Items).Data["tick"]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(EventPatience);
        await using var watch = client.CoreV1
            .WatchListNamespacedConfigMapAsync(space, labelSelector: "book=yes", resourceVersion: list.Metadata.ResourceVersion, cancellationToken: patience.Token)
            .GetAsyncEnumerator(patience.Token);

        V1Patch[] patches =
        [
            new("""[{"op":"test","path":"/data/tick","value":"0"},{"op":"replace","path":"/data/tick","value":"1"}]""", V1Patch.PatchType.JsonPatch),
            new("""{"data":{"tick":"2"}}""", V1Patch.PatchType.MergePatch),
            new("""{"data":{"tick":"3"}}""", V1Patch.PatchType.StrategicMergePatch),
        ];
        foreach (var patch in patches)
        {
            await client.CoreV1.PatchNamespacedConfigMapAsync(patch, "gold", space, cancellationToken: Cancellation);
        }

        var applied = new V1Patch(KubernetesJson.Serialize(Map("gold", "4")), V1Patch.PatchType.ApplyPatch);
        var conflict = await Assert.ThrowsAsync<HttpOperationException>(
            () => client.CoreV1.PatchNamespacedConfigMapAsync(applied, "gold", space, fieldManager: "desk", cancellationToken: Cancellation));
        Assert.Equal(HttpStatusCode.Conflict, conflict.Response.StatusCode);
        await client.CoreV1.PatchNamespacedConfigMapAsync(applied, "gold", space, fieldManager: "desk", force: true, cancellationToken: Cancellation);
        await client.CoreV1.DeleteNamespacedConfigMapAsync("gold", space, cancellationToken: Cancellation);

        foreach (var tick in new[] { "1", "2", "3", "4" })
        {
            Assert.Equal((WatchEventType.Modified, tick), await NextAsync());
        }

        Assert.Equal((WatchEventType.Deleted, "4"), await NextAsync());

        async Task<(WatchEventType Type, string Tick)> NextAsync()
        {
            Assert.True(await watch.MoveNextAsync(), "The watch ended.");
            return (watch.Current.Item1, watch.Current.Item2.Data["tick"]);
        }
    }

    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Lease_has_one_holder_and_passes_on_when_it_is_given_up(ServerKind server)
    {
        using var client = new k8s.Kubernetes((await fixture.OnAsync(server)).Configuration);
        var space = await NamespaceAsync(client, "lease");
        var first = new LeaseLock(client, space, "leader", "first");
        var second = new LeaseLock(client, space, "leader", "second");
        await first.CreateAsync(Record("first"), Cancellation);
        var created = await Assert.ThrowsAsync<HttpOperationException>(
            () => client.CoordinationV1.CreateNamespacedLeaseAsync(new V1Lease { Metadata = new V1ObjectMeta { Name = "leader" } }, space, cancellationToken: Cancellation));
        Assert.Equal(HttpStatusCode.Conflict, created.Response.StatusCode);

        // Both know the lease as it is now: only one of them may write it.
        Assert.Equal("first", (await first.GetAsync(Cancellation)).HolderIdentity);
        Assert.Equal("first", (await second.GetAsync(Cancellation)).HolderIdentity);
        Assert.True(await second.UpdateAsync(Record("second"), Cancellation));
        Assert.False(await TryUpdateAsync(first, Record("first")));
        var lease = await client.CoordinationV1.ReadNamespacedLeaseAsync("leader", space, cancellationToken: Cancellation);
        Assert.Equal("second", lease.Spec.HolderIdentity);
        Assert.Equal(Now, lease.Spec.RenewTime);
    }

    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Event_is_one_object_in_both_of_its_groups(ServerKind server)
    {
        using var client = new k8s.Kubernetes((await fixture.OnAsync(server)).Configuration);
        var space = await NamespaceAsync(client, "event");
        await client.EventsV1.CreateNamespacedEventAsync(
            new Eventsv1Event
            {
                Metadata = new V1ObjectMeta { Name = "closed" },
                EventTime = Now,
                Type = "Normal",
                Reason = "Closed",
                Action = "Close",
                Note = "The market is closed.",
                ReportingController = "example.com/desk",
                ReportingInstance = "desk-0",
                Regarding = new V1ObjectReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "gold", NamespaceProperty = space },
            },
            space,
            cancellationToken: Cancellation);

        var found = await client.CoreV1.ListNamespacedEventAsync(space, fieldSelector: "involvedObject.name=gold,reason=Closed", cancellationToken: Cancellation);

        var seen = Assert.Single(found.Items);
        Assert.Equal(("The market is closed.", "ConfigMap", "desk-0"), (seen.Message, seen.InvolvedObject.Kind, seen.ReportingInstance));
        Assert.Equal(Now, seen.EventTime);
    }

    private static DateTime Now { get; } = new(2013, 10, 8, 17, 30, 0, 123, 456, DateTimeKind.Utc);

    private static V1ConfigMap Map(string name, string tick) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["book"] = "yes" } },
        Data = new Dictionary<string, string> { ["tick"] = tick },
    };

    private static LeaderElectionRecord Record(string holder) => new() { HolderIdentity = holder, LeaseDurationSeconds = 15, AcquireTime = Now, RenewTime = Now };

    private static async Task<bool> TryUpdateAsync(LeaseLock held, LeaderElectionRecord record)
    {
        try
        {
            return await held.UpdateAsync(record, Cancellation);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    private static async Task<string> NamespaceAsync(k8s.Kubernetes client, string story)
    {
        var made = await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = story + "-" } }, cancellationToken: Cancellation);
        return made.Metadata.Name;
    }
}

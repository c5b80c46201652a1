using System.Text.Json;
using k8s;
using k8s.Models;
using Settlement.Engine.Ports;
using Settlement.Kafka.Tests.Brokers;
using Settlement.Kafka.Tests.Wire;
using Settlement.Kafka.Wire;
using Settlement.Kubernetes.Tests.Support;
using Settlement.Operator.Run;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Operator.Tests.Settler;

/// <summary>
/// Least privilege of a settler, found out from the server: the settler starts without any right, and each right that the server refuses it is given, until the
/// day is published.
/// </summary>
public sealed class SettlerRightsTests(TestServer postgres, KafkaFixture kafka)
{
    /// <summary>An event that repeats is patched, and in a quiet day none does.</summary>
    private const string OnABadDay = "events.k8s.io/events patch";

    private const string Holder = "comex-settler-1";

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_settler_uses_each_right_that_it_is_granted_and_needs_no_other()
    {
        await using var world = await SettlerWorld.CreateAsync(postgres, kafka, static spec => spec.Close.Marker = true);
        for (var partition = 0; partition < 2; partition++)
            await world.Topic.WriteAsync(partition, [.. Enumerable.Range(1, 5).Select(static s => TestTopic.Message(s).Value), TradeEncoder.Encode(Venue.EndOfSession(5, 10), TradeFormat.Json)]);
        var granted = SettlerAccess.Role(world.Run);
        await HoldLeaseByAnotherPodAsync(world);
        HashSet<string> refused = [];
        await GrantAsync(world, granted, refused);
        await using var settler = SettlerProcess.Start(world.Variables());

        while (await NextRefusalsAsync(world, refused) is { Count: > 0 } more)
        {
            await GrantAsync(world, granted, refused);
            if (more.Contains("/pods watch"))
                await world.Server.Admin.CoreV1.DeleteNamespacedPodAsync(Holder, world.Run.Metadata.NamespaceProperty, new V1DeleteOptions { GracePeriodSeconds = 0 }, cancellationToken: _cancel);
        }

        await settler.StopAsync();

        Assert.Equal(Rights(granted).Where(static right => right != OnABadDay).Order(), refused.Order());
    }

    [Fact]
    public async Task A_settler_whose_gate_fails_again_and_again_uses_its_right_to_make_one_event_a_series()
    {
        await using var world = await SettlerWorld.CreateAsync(postgres, kafka, static spec => spec.Close.Marker = true, partitions: 1);
        await world.Topic.WriteAsync(0, TestTopic.Message(1).Value, TradeEncoder.Encode(Venue.EndOfSession(1, 99), TradeFormat.Json));
        Assert.Contains(OnABadDay, Rights(SettlerAccess.Role(world.Run)));
        await using var settler = SettlerProcess.Start(world.Variables());

        await Wait.UntilAsync(
            async () => (await world.Server.Admin.EventsV1.ListNamespacedEventAsync(world.Run.Metadata.NamespaceProperty, cancellationToken: _cancel)).Items
                .Any(static e => e is { Reason: "GateFailed", Series.Count: >= 2 }),
            "the failed gate is told as a series",
            _cancel);
        await settler.StopAsync();

        Assert.Equal("[]", (await world.Server.DeniedAsync(_cancel)).Trim());
    }

    /// <summary>Waits for rights that are refused for the first time, and adds them.</summary>
    /// <returns>Those; none when the day is published.</returns>
    private async Task<IReadOnlyList<string>> NextRefusalsAsync(SettlerWorld world, HashSet<string> refused)
    {
        List<string> more = [];
        await Wait.UntilAsync(
            async () =>
            {
                more = [.. (await RefusedAsync(world)).Where(refused.Add)];
                return more.Count > 0 || await world.MemberAsync() is { Report.State: RunPhase.Published };
            },
            $"another refused request, or the published day, after {string.Join(", ", refused)}",
            _cancel);
        return more;
    }

    /// <summary>A holder that never renews and whose lease is long: the settler must watch its pod to see it go.</summary>
    private async Task HoldLeaseByAnotherPodAsync(SettlerWorld world)
    {
        var @namespace = world.Run.Metadata.NamespaceProperty;
        var lease = await world.Server.Admin.CoordinationV1.ReadNamespacedLeaseAsync("comex-leader", @namespace, cancellationToken: _cancel);
        var pod = await world.Server.Admin.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = Holder },
                Spec = new V1PodSpec { NodeName = "elsewhere", Containers = [new V1Container { Name = "settler", Image = "settlement" }] },
            },
            @namespace,
            cancellationToken: _cancel);
        lease.Spec = new V1LeaseSpec { HolderIdentity = $"{Holder}/{pod.Metadata.Uid}/x", LeaseDurationSeconds = 3600 };
        await world.Server.Admin.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, "comex-leader", @namespace, cancellationToken: _cancel);
    }

    private async Task GrantAsync(SettlerWorld world, V1Role granted, HashSet<string> rights)
    {
        var role = await world.Server.Admin.RbacAuthorizationV1.ReadNamespacedRoleAsync(granted.Metadata.Name, granted.Metadata.NamespaceProperty, cancellationToken: _cancel);
        role.Rules = [.. granted.Rules.SelectMany(rule => rule.Verbs
            .Where(verb => rights.Contains($"{rule.ApiGroups[0]}/{rule.Resources[0]} {verb}"))
            .Select(verb => new V1PolicyRule { ApiGroups = rule.ApiGroups, Resources = rule.Resources, ResourceNames = rule.ResourceNames, Verbs = [verb] }))];
        await world.Server.Admin.RbacAuthorizationV1.ReplaceNamespacedRoleAsync(role, granted.Metadata.Name, granted.Metadata.NamespaceProperty, cancellationToken: _cancel);
    }

    private async Task<IReadOnlyList<string>> RefusedAsync(SettlerWorld world)
    {
        using var denied = JsonDocument.Parse(await world.Server.DeniedAsync(_cancel));
        return [.. denied.RootElement.EnumerateArray().Select(static request =>
        {
            var resource = request.GetProperty("resource").GetString();
            var isStatus = request.GetProperty("path").GetString()!.EndsWith("/status", StringComparison.Ordinal);
            var group = request.TryGetProperty("apiGroup", out var named) ? named.GetString() : "";
            return $"{group}/{resource}{(isStatus && !resource!.Contains('/', StringComparison.Ordinal) ? "/status" : "")} {request.GetProperty("verb").GetString()}";
        })];
    }

    private static IEnumerable<string> Rights(V1Role role) =>
        role.Rules.SelectMany(static rule => rule.Verbs.Select(verb => $"{rule.ApiGroups[0]}/{rule.Resources[0]} {verb}"));
}

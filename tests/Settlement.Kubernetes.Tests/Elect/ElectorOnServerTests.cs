using k8s;
using k8s.Models;
using Settlement.Kubernetes.Elect;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class ElectorOnServerTests(SharedKubeLite shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lease_is_acquired_renewed_and_released()
    {
        var (server, space) = await PrepareAsync();
        await using var a = await ServerCandidate.StartAsync(server, space, "a", new ElectionOptions { RetryPeriod = TimeSpan.FromMilliseconds(100) }, Token);
        await a.LeadsAsync(Token);
        var acquired = await LeaseAsync(server, space);
        Assert.Equal(a.Me.ToString(), acquired.Spec.HolderIdentity);
        Assert.Equal(15, acquired.Spec.LeaseDurationSeconds);

        await Wait.UntilAsync(async () => (await LeaseAsync(server, space)).Spec.RenewTime > acquired.Spec.RenewTime, "the lease is renewed", Token);
        Assert.Equal(acquired.Spec.AcquireTime, (await LeaseAsync(server, space)).Spec.AcquireTime);

        await a.ReleaseAsync();
        var released = await LeaseAsync(server, space);
        Assert.Equal(("", 1), (released.Spec.HolderIdentity, released.Spec.LeaseDurationSeconds));
        Assert.False(a.Leads);
    }

    [Fact]
    public async Task Successor_leads_when_the_lease_is_released()
    {
        var (server, space) = await PrepareAsync();
        await using var a = await ServerCandidate.StartAsync(server, space, "a", ServerCandidate.Long, Token);
        await a.LeadsAsync(Token);
        await using var b = await ServerCandidate.StartAsync(server, space, "b", ServerCandidate.Long, Token);
        await b.FollowsAsync(Token);

        await a.ReleaseAsync();

        await b.LeadsAsync(Token);
        Assert.Equal(1, (await LeaseAsync(server, space)).Spec.LeaseTransitions);
    }

    [Fact]
    public async Task Successor_leads_long_before_expiry_when_the_holders_pod_is_deleted_and_the_zombie_loses()
    {
        var (server, space) = await PrepareAsync();
        await using var a = await ServerCandidate.StartAsync(server, space, "a", ServerCandidate.Long, Token);
        await a.LeadsAsync(Token);
        await using var b = await ServerCandidate.StartAsync(server, space, "b", ServerCandidate.Long, Token);
        await b.FollowsAsync(Token);

        await a.DeletePodAsync(Token);

        await b.LeadsAsync(Token);
        await a.LosesAsync(Token);
        Assert.Equal(b.Me.ToString(), (await LeaseAsync(server, space)).Spec.HolderIdentity);
    }

    [Fact]
    public async Task Successor_leads_long_before_expiry_when_the_holders_container_terminates()
    {
        var (server, space) = await PrepareAsync();
        await using var a = await ServerCandidate.StartAsync(server, space, "a", ServerCandidate.Long, Token);
        await a.LeadsAsync(Token);
        await a.SetContainerAsync(new V1ContainerState { Running = new V1ContainerStateRunning() }, "c1", Token);
        await using var b = await ServerCandidate.StartAsync(server, space, "b", ServerCandidate.Long, Token);
        await b.FollowsAsync(Token);
        Assert.True(b.Waits);

        await a.SetContainerAsync(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 137, ContainerID = "process://c1" } }, "c1", Token);

        await b.LeadsAsync(Token);
    }

    [Fact]
    public async Task Holder_survives_the_conflict_that_a_persons_edit_causes_and_keeps_the_edit()
    {
        var (server, space) = await PrepareAsync();
        await using var a = await ServerCandidate.StartAsync(server, space, "a", ServerCandidate.Long, Token);
        await a.LeadsAsync(Token);

        await server.Admin.PatchNamespacedLeaseAsync(
            new V1Patch("""{"metadata":{"labels":{"touched":"yes"}}}""", V1Patch.PatchType.MergePatch), ServerCandidate.LeaseName, space, cancellationToken: Token);
        var edited = await LeaseAsync(server, space);
        await Wait.UntilAsync(async () => (await LeaseAsync(server, space)).Spec.RenewTime > edited.Spec.RenewTime, "the edited lease is renewed", Token);

        Assert.True(a.Leads);
        Assert.Equal("yes", (await LeaseAsync(server, space)).Metadata.Labels["touched"]);
    }

    [Fact]
    public async Task Deleted_lease_is_made_again()
    {
        var (server, space) = await PrepareAsync();
        await using var a = await ServerCandidate.StartAsync(server, space, "a", ServerCandidate.Long, Token);
        await a.LeadsAsync(Token);

        await server.Admin.DeleteNamespacedLeaseAsync(ServerCandidate.LeaseName, space, cancellationToken: Token);

        await Wait.UntilAsync(
            async () => (await server.Admin.ListNamespacedLeaseAsync(space, cancellationToken: Token)).Items.Any(lease => lease.Spec.HolderIdentity == a.Me.ToString()),
            "the lease is made again", Token);
        Assert.True(a.Leads);
    }

    [Fact]
    public async Task Racing_candidates_end_with_one_nomination()
    {
        var (server, space) = await PrepareAsync();
        var candidates = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => ServerCandidate.StartAsync(server, space, $"c{i}", ServerCandidate.Long, Token)));

        await Wait.UntilAsync(() => candidates.Count(candidate => candidate.Leads) == 1, "one leads", Token);
        foreach (var follower in candidates.Where(candidate => !candidate.Leads))
            await follower.FollowsAsync(Token);

        Assert.Equal(1, candidates.Count(candidate => candidate.Leads));
        foreach (var candidate in candidates)
            await candidate.DisposeAsync();
    }

    [Fact]
    public async Task Missing_right_is_reported_as_a_permission_problem_and_the_campaign_goes_on_when_it_is_granted()
    {
        var (server, space) = await PrepareAsync();
        await server.Admin.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "settler" } }, space, cancellationToken: Token);
        await using var a = await ServerCandidate.StartAsync(server, space, "a", ServerCandidate.Long, Token, serviceAccount: "settler");
        await Wait.UntilAsync(() => a.Log.Count(3110) == 1, "the missing right is logged", Token);

        await GrantAsync(server, space, "a");

        await a.LeadsAsync(Token);
        Assert.Contains(a.Log.Entries, entry => entry.Id == 3110 && entry.Text.Contains("leases.coordination.k8s.io", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rights_on_the_one_lease_and_the_runs_own_pods_suffice_for_a_quick_takeover()
    {
        var (server, space) = await PrepareAsync();
        await server.Admin.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "settler" } }, space, cancellationToken: Token);
        await GrantAsync(server, space, "a", "b");
        await using var a = await ServerCandidate.StartAsync(server, space, "a", ServerCandidate.Long, Token, serviceAccount: "settler");
        await a.LeadsAsync(Token);
        await using var b = await ServerCandidate.StartAsync(server, space, "b", ServerCandidate.Long, Token, serviceAccount: "settler");
        await b.FollowsAsync(Token);

        await a.DeletePodAsync(Token);

        await b.LeadsAsync(Token);
        Assert.DoesNotContain(b.Log.Entries, entry => entry.Id is 3110 or 3121 or 3122);
    }

    private async Task<(KubeLite Server, string Namespace)> PrepareAsync()
    {
        var server = await shared.GetAsync();
        return (server, await server.NamespaceAsync(Token));
    }

    private static Task<V1Lease> LeaseAsync(KubeLite server, string space) =>
        server.Admin.ReadNamespacedLeaseAsync(ServerCandidate.LeaseName, space, cancellationToken: Token);

    private static async Task GrantAsync(KubeLite server, string space, params string[] pods)
    {
        const string Leases = "coordination.k8s.io";
        var role = new V1Role
        {
            Metadata = new V1ObjectMeta { Name = "settler" },
            Rules =
            [
                new V1PolicyRule { ApiGroups = [Leases], Resources = ["leases"], Verbs = ["create"] },
                new V1PolicyRule { ApiGroups = [Leases], Resources = ["leases"], ResourceNames = [ServerCandidate.LeaseName], Verbs = ["get", "update"] },
                new V1PolicyRule { ApiGroups = [""], Resources = ["pods"], ResourceNames = pods, Verbs = ["list", "watch"] },
            ],
        };
        await server.Admin.CreateNamespacedRoleAsync(role, space, cancellationToken: Token);
        var binding = new V1RoleBinding
        {
            Metadata = new V1ObjectMeta { Name = "settler" },
            RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = "settler" },
            Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = "settler", NamespaceProperty = space }],
        };
        await server.Admin.CreateNamespacedRoleBindingAsync(binding, space, cancellationToken: Token);
    }
}

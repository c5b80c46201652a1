using Settlement.Kubernetes.Elect;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class L09_SameIdentity
{
    private readonly World _world = new();

    [Fact]
    public void Two_processes_of_one_pod_have_two_identities() =>
        Assert.NotEqual(HolderIdentity.Create("a", "uid").ToString(), HolderIdentity.Create("a", "uid").ToString());

    [Theory]
    [InlineData("", "uid")]
    [InlineData("a", "")]
    [InlineData("a/b", "uid")]
    [InlineData("a", "u/id")]
    public void Identity_without_its_parts_is_refused(string pod, string uid) =>
        Assert.ThrowsAny<ArgumentException>(() => HolderIdentity.Create(pod, uid));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a/uid")]
    [InlineData("a//x")]
    [InlineData("a/uid/x/y")]
    public void Holder_of_another_form_is_nobodys_identity(string? holder) => Assert.Null(HolderIdentity.TryParse(holder));

    [Fact]
    public void Identity_is_read_back_as_it_was_written()
    {
        var me = HolderIdentity.Create("run-settler-0", "5f0c");
        Assert.Equal(me, HolderIdentity.TryParse(me.ToString()));
    }

    [Fact]
    public async Task Restarted_process_replaces_its_predecessor_in_the_pod_at_once_and_the_predecessor_loses()
    {
        await using var before = await _world.Candidate("a", uid: "same").LeadAsync();

        await using var after = await _world.Candidate("a", uid: "same").LeadAsync();

        await _world.PassAsync(World.Options.RetryPeriod);
        Assert.False(before.Leads);
        Assert.True(after.Leads);
    }

    [Fact]
    public async Task Processes_of_one_pod_do_not_take_the_lease_from_each_other_in_turns()
    {
        await using var before = await _world.Candidate("a", uid: "same").LeadAsync();
        await using var after = await _world.Candidate("a", uid: "same").LeadAsync();
        await _world.PassAsync(World.Options.RetryPeriod);
        await before.ReleaseAsync();

        await before.CampaignAsync();
        await _world.PassAsync(5000);

        Assert.True(after.Leads);
        Assert.False(before.Campaigning.IsCompleted);
    }

    [Fact]
    public async Task Candidates_outside_of_pods_never_replace_each_other_early()
    {
        await using var a = await _world.Candidate("host", uid: "same", inPods: false).LeadAsync();
        await using var b = await _world.Candidate("host", uid: "same", inPods: false).CampaignAsync();

        await _world.PassAsync(5000);

        Assert.True(a.Leads);
        Assert.False(b.Campaigning.IsCompleted);
    }
}

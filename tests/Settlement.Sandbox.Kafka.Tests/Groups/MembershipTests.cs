using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Groups;

/// <summary>How members of a group come, go and are told, request by request.</summary>
public sealed class MembershipTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task The_leader_assigns_and_each_member_gets_its_own_part(BrokerKind kind)
    {
        var (broker, group) = await StartAsync(kind);
        await using var first = await broker.ConnectAsync();
        await using var second = await broker.ConnectAsync();
        var (leader, follower) = await PairAsync(first, second, group);
        await second.SendSyncAsync(group, follower);
        Assert.Equal((ErrorCode.NoError, "for leader"), await first.SyncAsync(group, leader, (leader.Id, "for leader"), (follower.Id, "for follower")));
        Assert.Equal((ErrorCode.NoError, "for follower"), await second.ReceiveSyncedAsync());
        Assert.Equal(ErrorCode.NoError, await first.HeartbeatAsync(group, leader));
        Assert.Equal(ErrorCode.NoError, await second.HeartbeatAsync(group, follower));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Only_the_leader_is_told_of_the_members_with_their_metadata_for_the_chosen_protocol(BrokerKind kind)
    {
        var (broker, group) = await StartAsync(kind);
        await using var first = await broker.ConnectAsync();
        await using var second = await broker.ConnectAsync();
        var alone = await first.JoinNewAsync(group, protocols: ["sticky", "range"]);
        Assert.Equal((true, "sticky"), (alone.Member.Leads, alone.Protocol));
        Assert.Equal("sticky-metadata", System.Text.Encoding.UTF8.GetString(alone.Members.Single().Metadata));
        await first.SyncAsync(group, alone.Member, (alone.Member.Id, "all"));
        var asked = await second.JoinAsync(group, protocols: ["range", "roundrobin"]);
        await second.SendJoinAsync(group, asked.Member.Id, protocols: ["range", "roundrobin"]);
        await Settled.UntilAsync("the leader hears of the rebalance", async () => await first.HeartbeatAsync(group, alone.Member) == ErrorCode.RebalanceInProgress);
        var leader = await first.JoinAsync(group, alone.Member.Id, protocols: ["sticky", "range"]);
        var follower = await second.ReceiveJoinedAsync();
        Assert.Equal(("range", "range"), (leader.Protocol, follower.Protocol));
        Assert.Equal(2, leader.Members.Count);
        Assert.All(leader.Members, m => Assert.Equal("range-metadata", System.Text.Encoding.UTF8.GetString(m.Metadata)));
        Assert.Empty(follower.Members);
        Assert.Equal(alone.Member.Generation + 1, follower.Member.Generation);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_member_that_leaves_makes_the_others_rebalance(BrokerKind kind)
    {
        var (broker, group) = await StartAsync(kind);
        await using var first = await broker.ConnectAsync();
        await using var second = await broker.ConnectAsync();
        var (leader, follower) = await PairAsync(first, second, group);
        await first.SyncAsync(group, leader, (leader.Id, "a"), (follower.Id, "b"));
        await second.SyncAsync(group, follower);
        Assert.Equal(ErrorCode.NoError, await second.LeaveAsync(group, follower));
        Assert.Equal(ErrorCode.RebalanceInProgress, await first.HeartbeatAsync(group, leader));
        var alone = await first.JoinAsync(group, leader.Id);
        Assert.Equal((ErrorCode.NoError, 1), (alone.Error, alone.Members.Count));
        Assert.Equal(ErrorCode.UnknownMemberId, await second.HeartbeatAsync(group, follower));
        Assert.Equal(ErrorCode.UnknownMemberId, await second.LeaveAsync(group, follower));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_member_that_is_silent_for_its_session_is_removed(BrokerKind kind)
    {
        var (broker, group) = await StartAsync(kind);
        await using var first = await broker.ConnectAsync();
        await using var second = await broker.ConnectAsync();
        var (leader, silent) = await PairAsync(first, second, group, session: 1_000);
        await first.SyncAsync(group, leader, (leader.Id, "a"), (silent.Id, "b"));
        await second.SyncAsync(group, silent);
        await Settled.UntilAsync("the silent member is removed", async () => await first.HeartbeatAsync(group, leader) == ErrorCode.RebalanceInProgress);
        Assert.Single((await first.JoinAsync(group, leader.Id)).Members);
        Assert.Equal(ErrorCode.UnknownMemberId, await second.HeartbeatAsync(group, silent));
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_restarted_static_member_takes_its_place_and_its_assignment_without_a_rebalance(BrokerKind kind)
    {
        var (broker, group) = await StartAsync(kind);
        var topic = await broker.TopicAsync();
        await using var first = await broker.ConnectAsync();
        await using var second = await broker.ConnectAsync();
        var leader = (await first.JoinAsync(group, instanceId: "one")).Member;
        await first.SyncAsync(group, leader, (leader.Id, "a"));
        await second.SendJoinAsync(group, "", instanceId: "two");
        await Settled.UntilAsync("the leader hears of the rebalance", async () => await first.HeartbeatAsync(group, leader) == ErrorCode.RebalanceInProgress);
        leader = (await first.JoinAsync(group, leader.Id, "one")).Member;
        var old = (await second.ReceiveJoinedAsync("two")).Member;
        await first.SyncAsync(group, leader, (leader.Id, "a"), (old.Id, "b"));
        Assert.Equal("b", (await second.SyncAsync(group, old)).Assignment);

        await using var restarted = await broker.ConnectAsync();
        var joined = await restarted.JoinAsync(group, instanceId: "two");
        Assert.Equal((ErrorCode.NoError, old.Generation), (joined.Error, joined.Member.Generation));
        Assert.NotEqual(old.Id, joined.Member.Id);
        Assert.Equal((ErrorCode.NoError, "b"), await restarted.SyncAsync(group, joined.Member));
        Assert.Equal(ErrorCode.NoError, await first.HeartbeatAsync(group, leader));
        Assert.Equal(ErrorCode.FencedInstanceId, await second.HeartbeatAsync(group, old));
        Assert.Equal(ErrorCode.FencedInstanceId, await second.CommitAsync(group, topic, 0, 1, old));
        Assert.Equal(ErrorCode.FencedInstanceId, (await second.JoinAsync(group, old.Id, "two")).Error);
        Assert.Equal(ErrorCode.FencedInstanceId, (await second.SyncAsync(group, old)).Error);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_member_that_has_no_protocol_in_common_is_refused(BrokerKind kind)
    {
        var (broker, group) = await StartAsync(kind);
        await using var first = await broker.ConnectAsync();
        await using var second = await broker.ConnectAsync();
        await first.JoinNewAsync(group, protocols: ["range"]);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await second.JoinAsync(group, protocols: ["cooperative"])).Error);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Strangers_and_stale_generations_are_told_so(BrokerKind kind)
    {
        var (broker, group) = await StartAsync(kind);
        await using var connection = await broker.ConnectAsync();
        var member = (await connection.JoinNewAsync(group)).Member;
        await connection.SyncAsync(group, member, (member.Id, "all"));
        var stale = member with { Generation = member.Generation - 1 };
        var stranger = member with { Id = "stranger" };
        Assert.Equal(ErrorCode.IllegalGeneration, await connection.HeartbeatAsync(group, stale));
        Assert.Equal(ErrorCode.UnknownMemberId, await connection.HeartbeatAsync(group, stranger));
        Assert.Equal(ErrorCode.IllegalGeneration, (await connection.SyncAsync(group, stale)).Error);
        Assert.Equal(ErrorCode.UnknownMemberId, (await connection.SyncAsync(group, stranger)).Error);
        Assert.Equal(ErrorCode.UnknownMemberId, (await connection.JoinAsync(group, "stranger")).Error);
        Assert.Equal(ErrorCode.InvalidSessionTimeout, (await connection.JoinAsync(group, session: 1)).Error);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Offsets_are_committed_by_members_and_by_nobody_else_while_there_are_any(BrokerKind kind)
    {
        var (broker, group) = await StartAsync(kind);
        var topic = await broker.TopicAsync();
        await using var connection = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.NoError, await connection.CommitAsync(group, topic, 0, 1));
        Assert.Equal((ErrorCode.NoError, 1L), await connection.CommittedAsync(group, topic, 0));
        var member = (await connection.JoinNewAsync(group)).Member;
        await connection.SyncAsync(group, member, (member.Id, "all"));
        Assert.Equal(ErrorCode.NoError, await connection.CommitAsync(group, topic, 0, 2, member));
        Assert.Equal(ErrorCode.IllegalGeneration, await connection.CommitAsync(group, topic, 0, 3, member with { Generation = member.Generation + 1 }));
        Assert.Equal(ErrorCode.UnknownMemberId, await connection.CommitAsync(group, topic, 0, 4));
        Assert.Equal((ErrorCode.NoError, 2L), await connection.CommittedAsync(group, topic, 0));
        Assert.Equal((ErrorCode.NoError, -1L), await connection.CommittedAsync(Broker.Name("group"), topic, 0));
    }

    // Two members of one generation, before they synchronise.
    private static async Task<(GroupMember Leader, GroupMember Follower)> PairAsync(RawConnection first, RawConnection second, string group, int session = 10_000)
    {
        var alone = (await first.JoinNewAsync(group)).Member;
        await first.SyncAsync(group, alone, (alone.Id, "all"));
        var asked = await second.JoinAsync(group, session: session);
        await second.SendJoinAsync(group, asked.Member.Id, session: session);
        await Settled.UntilAsync("the leader hears of the rebalance", async () => await first.HeartbeatAsync(group, alone) == ErrorCode.RebalanceInProgress);
        var leader = (await first.JoinAsync(group, alone.Id)).Member;
        var follower = (await second.ReceiveJoinedAsync()).Member;
        Assert.Equal((true, false, leader.Generation), (leader.Leads, follower.Leads, follower.Generation));
        return (leader, follower);
    }

    private async Task<(Broker Broker, string Group)> StartAsync(BrokerKind kind) => (await brokers.OfAsync(kind), Broker.Name("group"));
}

using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Groups;

namespace Settlement.KafkaSuite.Groups.States;

public sealed class StaticMembershipTests
{
    [Fact]
    public void A_static_member_joins_at_once_without_being_given_an_id_first()
    {
        var rig = new GroupRig();
        var joined = rig.Join(GroupRig.Request(instance: "pod-0")).Answer;
        Assert.Equal(ErrorCode.None, joined.Error);
        Assert.StartsWith("pod-0-", joined.MemberId, StringComparison.Ordinal);
        Assert.Equal("pod-0", Assert.Single(joined.Members).InstanceId);
    }

    [Fact]
    public void One_that_comes_back_has_its_assignment_without_a_rebalance()
    {
        var (rig, members) = Stable();
        var back = rig.Join(GroupRig.Request(instance: "pod-1")).Answer;
        Assert.NotEqual(members[1].MemberId, back.MemberId);
        Assert.Equal((members[1].Generation, members[0].MemberId), (back.Generation, back.Leader));
        Assert.Equal("to pod-1", System.Text.Encoding.UTF8.GetString(rig.Sync(back, "pod-1").Answer.Assignment.Span));
        Assert.Equal(ErrorCode.None, rig.Beat(members[0], "pod-0"));
    }

    [Fact]
    public void A_leader_that_comes_back_is_told_its_former_id_so_that_it_assigns_nothing()
    {
        var (rig, members) = Stable();
        var back = rig.Join(GroupRig.Request(instance: "pod-0")).Answer;
        Assert.Equal(members[0].MemberId, back.Leader);
        Assert.Empty(back.Members);
        // Yet it leads: its next join begins a rebalance.
        rig.Sync(back, "pod-0");
        Assert.False(rig.Join(GroupRig.Request(back.MemberId, "pod-0")).IsAnswered);
    }

    [Fact]
    public void The_former_holder_of_a_name_is_fenced_on_every_request()
    {
        var (rig, members) = Stable();
        var old = members[1];
        rig.Join(GroupRig.Request(instance: "pod-1"));
        Assert.Equal(ErrorCode.FencedInstanceId, rig.Beat(old, "pod-1"));
        Assert.Equal(ErrorCode.FencedInstanceId, rig.Sync(old, "pod-1").Answer.Error);
        Assert.Equal(ErrorCode.FencedInstanceId, rig.Join(GroupRig.Request(old.MemberId, "pod-1")).Answer.Error);
        Assert.Equal(ErrorCode.FencedInstanceId, rig.Group.Leave(old.MemberId, "pod-1"));
        Assert.Equal(ErrorCode.FencedInstanceId, rig.Group.MayCommit(new MemberClaim(old.MemberId, "pod-1", old.Generation), transactional: false));
        Assert.Equal(ErrorCode.FencedInstanceId, rig.Group.MayCommit(new MemberClaim(old.MemberId, "pod-1", old.Generation), transactional: true));
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Beat(old));
    }

    [Fact]
    public void A_held_join_of_the_former_holder_ends_with_the_fence()
    {
        var (rig, members) = Stable();
        var held = rig.Join(GroupRig.Request(members[0].MemberId, "pod-0"));
        rig.Join(GroupRig.Request(instance: "pod-0"));
        Assert.Equal(ErrorCode.FencedInstanceId, held.Answer.Error);
    }

    [Fact]
    public void One_that_comes_back_between_join_and_sync_begins_a_rebalance()
    {
        var rig = new GroupRig();
        var first = rig.Join(GroupRig.Request(instance: "pod-0")).Answer;
        var back = rig.Join(GroupRig.Request(instance: "pod-0")).Answer;
        Assert.Equal(first.Generation + 1, back.Generation);
        Assert.Equal(back.MemberId, back.Leader);
    }

    [Fact]
    public void One_that_comes_back_and_changes_what_all_can_work_with_begins_a_rebalance()
    {
        var rig = new GroupRig();
        var first = rig.Join(GroupRig.Request(instance: "pod-0", protocols: [GroupRig.Offer("range"), GroupRig.Offer("roundrobin")])).Answer;
        rig.Sync(first, "pod-0");
        var back = rig.Join(GroupRig.Request(instance: "pod-0", protocols: [GroupRig.Offer("roundrobin"), GroupRig.Offer("range")])).Answer;
        Assert.Equal((first.Generation + 1, "roundrobin"), (back.Generation, back.ProtocolName));
    }

    [Fact]
    public void A_rebalance_goes_on_without_a_static_member_that_is_absent_and_keeps_it()
    {
        var (rig, members) = Stable();
        var held = rig.Join(GroupRig.Request(members[0].MemberId, "pod-0"));
        for (var passed = TimeSpan.Zero; passed < GroupRig.RebalanceTimeout; passed += TimeSpan.FromSeconds(5))
        {
            rig.Beat(members[1], "pod-1");
            rig.Pass(TimeSpan.FromSeconds(5));
        }
        Assert.Equal(["pod-0", "pod-1"], held.Answer.Members.Select(static member => member.InstanceId));
    }

    [Fact]
    public void One_that_stays_away_is_gone_after_its_session()
    {
        var (rig, members) = Stable();
        rig.Pass(GroupRig.Session / 2);
        rig.Beat(members[0], "pod-0");
        rig.Pass(GroupRig.Session / 2);
        Assert.Equal("pod-0", Assert.Single(rig.Group.Members).InstanceId);
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Beat(members[1], "pod-1"));
    }

    [Fact]
    public void An_administrator_removes_one_by_its_name_alone()
    {
        var (rig, members) = Stable();
        Assert.Equal(ErrorCode.None, rig.Group.Leave("", "pod-1"));
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Group.Leave("", "pod-1"));
        Assert.Equal(ErrorCode.RebalanceInProgress, rig.Beat(members[0], "pod-0"));
    }

    private static (GroupRig Rig, IReadOnlyList<JoinReply> Members) Stable()
    {
        var rig = new GroupRig();
        var first = rig.Join(GroupRig.Request(instance: "pod-0")).Answer;
        var second = rig.Join(GroupRig.Request(instance: "pod-1"));
        var leader = rig.Join(GroupRig.Request(first.MemberId, "pod-0")).Answer;
        rig.Sync(leader, "pod-0", (leader.MemberId, "to pod-0"), (second.Answer.MemberId, "to pod-1"));
        rig.Sync(second.Answer, "pod-1");
        return (rig, [leader, second.Answer]);
    }
}

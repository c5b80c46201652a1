using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Groups;

namespace Settlement.KafkaSuite.Groups.States;

public sealed class LivenessTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Without_heartbeats_a_member_is_gone_after_its_session_timeout_and_not_before()
    {
        var rig = new GroupRig();
        rig.Stable(1);
        rig.Pass(GroupRig.Session - Second);
        Assert.Equal(GroupState.Stable, rig.Group.State);
        rig.Pass(Second);
        Assert.Equal((GroupState.Empty, 0), (rig.Group.State, rig.Group.Members.Count));
        Assert.Null(rig.Group.NextDeadline);
    }

    [Fact]
    public void Heartbeats_keep_a_member_and_the_others_learn_when_one_stops()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        rig.Pass(GroupRig.Session - Second);
        Assert.Equal(ErrorCode.None, rig.Beat(members[0]));
        rig.Pass(2 * Second);
        Assert.Equal(ErrorCode.RebalanceInProgress, rig.Beat(members[0]));
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Beat(members[1]));
    }

    [Fact]
    public void A_held_join_needs_no_heartbeats()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        var held = rig.Join(GroupRig.Request(members[0].MemberId));
        for (var i = 0; i < 4; i++)
        {
            rig.Pass(5 * Second);
            rig.Beat(members[1]);
        }
        Assert.False(held.IsAnswered);
        Assert.Equal(2, rig.Group.Members.Count);
    }

    [Fact]
    public void A_rebalance_goes_on_without_members_that_do_not_join_in_time()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        var held = rig.Join(GroupRig.Request(members[0].MemberId));
        for (var passed = TimeSpan.Zero; passed < GroupRig.RebalanceTimeout; passed += 5 * Second)
        {
            rig.Beat(members[1]);
            rig.Pass(5 * Second);
        }
        Assert.Equal(members[0].MemberId, Assert.Single(held.Answer.Members).MemberId);
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Beat(members[1]));
    }

    [Fact]
    public void A_leader_that_does_not_join_in_time_is_replaced()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        var held = rig.Join(GroupRig.Request(members[1].MemberId, protocols: GroupRig.Offer("range", "more")));
        rig.Pass(GroupRig.RebalanceTimeout);
        Assert.Equal(members[1].MemberId, held.Answer.Leader);
    }

    [Fact]
    public void A_heartbeat_of_another_generation_is_refused()
    {
        var rig = new GroupRig();
        var member = rig.Stable(1)[0];
        Assert.Equal(ErrorCode.IllegalGeneration, rig.Beat(member with { Generation = 7 }));
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Beat(member with { MemberId = "nobody" }));
    }

    [Fact]
    public void Who_leaves_is_gone_at_once_and_the_others_share_anew()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        Assert.Equal(ErrorCode.None, rig.Group.Leave(members[0].MemberId, null));
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Group.Leave(members[0].MemberId, null));
        Assert.Equal(ErrorCode.RebalanceInProgress, rig.Beat(members[1]));
        Assert.Equal(members[1].MemberId, rig.Join(GroupRig.Request(members[1].MemberId)).Answer.Leader);
    }

    [Fact]
    public void The_last_one_to_leave_empties_the_group_and_the_next_one_begins_another_generation()
    {
        var rig = new GroupRig();
        var member = rig.Stable(1)[0];
        rig.Group.Leave(member.MemberId, null);
        Assert.Equal((GroupState.Empty, 2), (rig.Group.State, rig.Group.Generation));
        Assert.Equal(3, rig.Join().Answer.Generation);
    }

    [Fact]
    public void A_rebalance_does_not_wait_for_one_that_leaves()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        var held = rig.Join(GroupRig.Request(members[0].MemberId));
        rig.Group.Leave(members[1].MemberId, null);
        Assert.Single(held.Answer.Members);
    }

    [Fact]
    public void Who_leaves_while_its_join_is_held_is_told_so()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        var held = rig.Join(GroupRig.Request(members[0].MemberId));
        rig.Group.Leave(members[0].MemberId, null);
        Assert.Equal(ErrorCode.UnknownMemberId, held.Answer.Error);
    }

    [Fact]
    public void A_coordinator_that_forgot_its_members_knows_nobody_and_goes_on_counting()
    {
        var rig = new GroupRig();
        var member = rig.Stable(2)[0];
        rig.Group.ForgetMembers();
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Beat(member));
        Assert.Equal(member.Generation + 1, rig.Join().Answer.Generation);
    }

    [Fact]
    public void Who_waits_at_a_coordinator_that_moves_is_sent_away_and_remains_a_member()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        var held = rig.Join(GroupRig.Request(members[0].MemberId));
        rig.Group.SendAway();
        Assert.Equal(ErrorCode.NotCoordinator, held.Answer.Error);
        var again = rig.Join(GroupRig.Request(members[0].MemberId));
        rig.Join(GroupRig.Request(members[1].MemberId));
        Assert.Equal(2, again.Answer.Members.Count);
    }
}

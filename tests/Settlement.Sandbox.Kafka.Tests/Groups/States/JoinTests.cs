using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Groups;

namespace Settlement.KafkaSuite.Groups.States;

public sealed class JoinTests
{
    [Fact]
    public void The_first_member_leads_and_is_told_of_everybody()
    {
        var rig = new GroupRig();
        var joined = rig.Join().Answer;
        Assert.Equal((ErrorCode.None, 1, "range", joined.MemberId), (joined.Error, joined.Generation, joined.ProtocolName, joined.Leader));
        Assert.Equal(joined.MemberId, Assert.Single(joined.Members).MemberId);
    }

    [Fact]
    public void A_second_member_waits_until_the_first_has_joined_again_and_only_the_leader_sees_subscriptions()
    {
        var rig = new GroupRig();
        var first = rig.Stable(1)[0];
        var second = rig.Join(GroupRig.Request(protocols: GroupRig.Offer("range", "orders")));
        Assert.False(second.IsAnswered);
        Assert.Equal(ErrorCode.RebalanceInProgress, rig.Beat(first));
        var again = rig.Join(GroupRig.Request(first.MemberId)).Answer;
        Assert.Equal((2, first.MemberId), (again.Generation, again.Leader));
        Assert.Equal(["trades", "orders"], again.Members.Select(static member => System.Text.Encoding.UTF8.GetString(member.Metadata.Span)));
        Assert.Empty(second.Answer.Members);
        Assert.Equal(2, second.Answer.Generation);
    }

    [Fact]
    public void The_protocol_is_one_that_all_offer_and_most_prefer()
    {
        var rig = new GroupRig(TimeSpan.FromSeconds(1));
        var joins = new[]
        {
            rig.Join(GroupRig.Request(protocols: [GroupRig.Offer("sticky"), GroupRig.Offer("range"), GroupRig.Offer("roundrobin")])),
            rig.Join(GroupRig.Request(protocols: [GroupRig.Offer("roundrobin"), GroupRig.Offer("range")])),
            rig.Join(GroupRig.Request(protocols: [GroupRig.Offer("roundrobin"), GroupRig.Offer("range")])),
        };
        rig.Pass(TimeSpan.FromSeconds(3));
        Assert.All(joins, static join => Assert.Equal("roundrobin", join.Answer.ProtocolName));
    }

    [Fact]
    public void Who_offers_nothing_that_all_can_work_with_is_refused_and_disturbs_nobody()
    {
        var rig = new GroupRig();
        var first = rig.Stable(1)[0];
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, rig.Join(GroupRig.Request(protocols: GroupRig.Offer("cooperative-sticky"))).Answer.Error);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, rig.Join(GroupRig.Request() with { ProtocolType = "connect" }).Answer.Error);
        Assert.Equal(ErrorCode.None, rig.Beat(first));
    }

    [Fact]
    public void A_member_without_id_is_given_one_and_joins_with_it()
    {
        var rig = new GroupRig();
        var told = rig.Join(GroupRig.Request() with { RequireKnownMemberId = true }).Answer;
        Assert.Equal(ErrorCode.MemberIdRequired, told.Error);
        Assert.StartsWith("client-", told.MemberId, StringComparison.Ordinal);
        Assert.Empty(rig.Group.Members);
        var joined = rig.Join(GroupRig.Request(told.MemberId)).Answer;
        Assert.Equal((ErrorCode.None, told.MemberId), (joined.Error, joined.MemberId));
    }

    [Fact]
    public void A_rebalance_waits_for_a_given_id_only_until_its_session_is_over()
    {
        var rig = new GroupRig();
        var first = rig.Stable(1)[0];
        rig.Join(GroupRig.Request() with { RequireKnownMemberId = true });
        var again = rig.Join(GroupRig.Request(first.MemberId, protocols: GroupRig.Offer("range", "more")));
        Assert.False(again.IsAnswered);
        rig.Pass(GroupRig.Session);
        Assert.Equal(2, again.Answer.Generation);
    }

    [Fact]
    public void An_unknown_member_id_is_refused()
    {
        var rig = new GroupRig();
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Join(GroupRig.Request("nobody")).Answer.Error);
        rig.Stable(1);
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Join(GroupRig.Request("nobody")).Answer.Error);
    }

    [Fact]
    public void A_member_that_lost_the_answer_gets_it_again_without_a_rebalance()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        var again = rig.Join(GroupRig.Request(members[1].MemberId)).Answer;
        Assert.Equal((members[1].Generation, members[1].Leader), (again.Generation, again.Leader));
        Assert.Equal(GroupState.Stable, rig.Group.State);
    }

    [Fact]
    public void A_leader_that_joins_again_wants_another_assignment()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        var leader = rig.Join(GroupRig.Request(members[0].MemberId));
        Assert.False(leader.IsAnswered);
        Assert.Equal(ErrorCode.RebalanceInProgress, rig.Beat(members[1]));
    }

    [Fact]
    public void A_changed_subscription_begins_a_rebalance()
    {
        var rig = new GroupRig();
        var members = rig.Stable(2);
        rig.Join(GroupRig.Request(members[1].MemberId, protocols: GroupRig.Offer("range", "more")));
        Assert.Equal(ErrorCode.RebalanceInProgress, rig.Beat(members[0]));
    }

    [Fact]
    public void The_first_join_of_an_empty_group_waits_for_others_and_longer_while_they_come()
    {
        var rig = new GroupRig(TimeSpan.FromSeconds(3));
        var first = rig.Join();
        rig.Pass(TimeSpan.FromSeconds(2));
        var second = rig.Join();
        rig.Pass(TimeSpan.FromSeconds(2));
        Assert.False(first.IsAnswered);
        rig.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(2, first.Answer.Members.Count);
        Assert.Equal(1, second.Answer.Generation);
    }

    [Fact]
    public void The_initial_delay_ends_with_the_rebalance_timeout_however_many_come()
    {
        var rig = new GroupRig(TimeSpan.FromSeconds(20));
        var first = rig.Join();
        rig.Pass(TimeSpan.FromSeconds(19));
        rig.Join();
        rig.Pass(TimeSpan.FromSeconds(11));
        Assert.Equal(2, first.Answer.Members.Count);
    }

    [Fact]
    public void A_deleted_group_takes_nobody()
    {
        var rig = new GroupRig();
        rig.Group.Delete();
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, rig.Join().Answer.Error);
    }
}

using System.Text;
using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Groups;

namespace Settlement.KafkaSuite.Groups.States;

public sealed class SyncTests
{
    [Fact]
    public void Followers_wait_for_the_leader_and_each_gets_its_own_assignment()
    {
        var (rig, leader, follower) = Joined();
        var waits = rig.Sync(follower);
        Assert.False(waits.IsAnswered);
        var own = rig.Sync(leader, null, (leader.MemberId, "zero"), (follower.MemberId, "one")).Answer;
        Assert.Equal("zero", Encoding.UTF8.GetString(own.Assignment.Span));
        Assert.Equal("one", Encoding.UTF8.GetString(waits.Answer.Assignment.Span));
        Assert.Equal(GroupState.Stable, rig.Group.State);
    }

    [Fact]
    public void Whoever_the_leader_left_out_gets_nothing_rather_than_what_it_had()
    {
        var (rig, leader, follower) = Joined();
        rig.Sync(leader, null, (leader.MemberId, "all"));
        Assert.Equal(0, rig.Sync(follower).Answer.Assignment.Length);
    }

    [Fact]
    public void A_follower_that_asks_late_or_again_gets_the_same()
    {
        var (rig, leader, follower) = Joined();
        rig.Sync(leader, null, (follower.MemberId, "one"));
        Assert.Equal("one", Encoding.UTF8.GetString(rig.Sync(follower).Answer.Assignment.Span));
        Assert.Equal("one", Encoding.UTF8.GetString(rig.Sync(follower, null, (follower.MemberId, "mine")).Answer.Assignment.Span));
    }

    [Fact]
    public void A_held_sync_ends_when_the_rebalance_begins_anew()
    {
        var (rig, _, follower) = Joined();
        var waits = rig.Sync(follower);
        rig.Join();
        Assert.Equal(ErrorCode.RebalanceInProgress, waits.Answer.Error);
    }

    [Fact]
    public void Another_generation_or_member_or_protocol_is_refused()
    {
        var (rig, leader, _) = Joined();
        Assert.Equal(ErrorCode.IllegalGeneration, rig.Sync(leader with { Generation = 1 }).Answer.Error);
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Sync(leader with { MemberId = "nobody" }).Answer.Error);
        var asked = new Asked<SyncReply>();
        rig.Group.Sync(new SyncRequest { Member = new MemberClaim(leader.MemberId, null, leader.Generation), ProtocolName = "sticky" }, asked.Receive);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, asked.Answer.Error);
    }

    [Fact]
    public void Who_has_joined_and_never_syncs_is_removed_when_the_rebalance_timeout_is_over()
    {
        var (rig, leader, follower) = Joined();
        rig.Sync(leader, null, (leader.MemberId, "zero"));
        // It keeps its session alive all the time.
        for (var passed = TimeSpan.Zero; passed < GroupRig.RebalanceTimeout; passed += TimeSpan.FromSeconds(5))
        {
            rig.Beat(leader);
            rig.Beat(follower);
            rig.Pass(TimeSpan.FromSeconds(5));
        }
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Beat(follower));
        Assert.Equal(ErrorCode.RebalanceInProgress, rig.Beat(leader));
    }

    [Fact]
    public void A_leader_that_never_syncs_makes_room_for_another_generation()
    {
        var (rig, leader, follower) = Joined();
        var waits = rig.Sync(follower);
        rig.Pass(GroupRig.Session);
        Assert.Equal(ErrorCode.RebalanceInProgress, waits.Answer.Error);
        var again = rig.Join(GroupRig.Request(follower.MemberId)).Answer;
        Assert.Equal((follower.MemberId, 3), (again.Leader, again.Generation));
        Assert.Equal(ErrorCode.UnknownMemberId, rig.Beat(leader));
    }

    private static (GroupRig Rig, JoinReply Leader, JoinReply Follower) Joined()
    {
        var rig = new GroupRig();
        var first = rig.Stable(1)[0];
        var follower = rig.Join();
        return (rig, rig.Join(GroupRig.Request(first.MemberId)).Answer, follower.Answer);
    }
}

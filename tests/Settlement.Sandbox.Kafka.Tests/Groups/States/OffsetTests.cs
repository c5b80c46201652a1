using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Groups;
using Settlement.Sandbox.Kafka.Transactions;

namespace Settlement.KafkaSuite.Groups.States;

public sealed class OffsetTests
{
    private const string Id = "g";
    private static readonly GroupPartition At = new("trades", 0);
    private static readonly MemberClaim Nobody = new("", null, -1);

    private readonly GroupCoordinator _groups = new(new GroupSettings(), TimeProvider.System, static (_, _) => new MemoryStream());

    [Fact]
    public void Who_assigns_partitions_to_itself_commits_to_a_group_without_members()
    {
        Assert.Equal(ErrorCode.None, _groups.MayCommit(Id, Nobody, transactional: false));
        _groups.Commit(Id, At, new CommittedOffset(5, 2, "note"));
        Assert.Equal(new CommittedOffset(5, 2, "note"), _groups.Offsets(Id)!.Find(At));
        Assert.Equal(ErrorCode.IllegalGeneration, _groups.MayCommit("none", Nobody with { Generation = 1 }, transactional: false));
    }

    [Fact]
    public void In_a_group_with_members_only_they_commit_and_only_in_their_generation()
    {
        var member = Join();
        Assert.Equal(ErrorCode.RebalanceInProgress, _groups.MayCommit(Id, member, transactional: false));
        _groups.Sync(Id, new SyncRequest { Member = member }, static _ => { });
        Assert.Equal(ErrorCode.None, _groups.MayCommit(Id, member, transactional: false));
        Assert.Equal(ErrorCode.IllegalGeneration, _groups.MayCommit(Id, member with { Generation = 9 }, transactional: false));
        Assert.Equal(ErrorCode.UnknownMemberId, _groups.MayCommit(Id, member with { MemberId = "other" }, transactional: false));
        Assert.Equal(ErrorCode.UnknownMemberId, _groups.MayCommit(Id, Nobody, transactional: false));
    }

    [Fact]
    public void A_transaction_commits_for_a_member_in_its_generation_or_for_nobody_in_particular()
    {
        var member = Join();
        Assert.Equal(ErrorCode.None, _groups.MayCommit(Id, member, transactional: true));
        Assert.Equal(ErrorCode.None, _groups.MayCommit(Id, Nobody, transactional: true));
        Assert.Equal(ErrorCode.IllegalGeneration, _groups.MayCommit(Id, member with { Generation = 9 }, transactional: true));
        Assert.Equal(ErrorCode.UnknownMemberId, _groups.MayCommit(Id, member with { MemberId = "other" }, transactional: true));
        Assert.Equal(ErrorCode.UnknownMemberId, _groups.MayCommit(Id, member with { InstanceId = "pod-0" }, transactional: true));
    }

    [Fact]
    public void Staged_offsets_are_unstable_and_invisible_until_the_transaction_commits()
    {
        Stage(producer: 1, 7);
        Assert.Null(_groups.Offsets(Id)!.Find(At));
        Assert.True(_groups.Offsets(Id)!.IsUnstable(At));
        _groups.Complete(1, [Id], commit: true);
        Assert.Equal(7, _groups.Offsets(Id)!.Find(At)!.Value.Offset);
        Assert.False(_groups.Offsets(Id)!.IsUnstable(At));
    }

    [Fact]
    public void An_aborted_transaction_leaves_the_offset_as_it_was()
    {
        Stage(producer: 1, 7);
        _groups.Complete(1, [Id], commit: true);
        Stage(producer: 1, 9);
        _groups.Complete(1, [Id], commit: false);
        Assert.Equal(7, _groups.Offsets(Id)!.Find(At)!.Value.Offset);
        _groups.Complete(1, [Id], commit: true);
        Assert.Equal(7, _groups.Offsets(Id)!.Find(At)!.Value.Offset);
    }

    [Fact]
    public void A_commit_ends_only_its_own_producers_staged_offsets()
    {
        Stage(producer: 1, 7);
        Stage(producer: 2, 9);
        _groups.Complete(2, [Id], commit: true);
        Assert.True(_groups.Offsets(Id)!.IsUnstable(At));
        _groups.Complete(1, [Id], commit: true);
        // Nine was written later than seven, so it stands, whichever transaction ended first.
        Assert.Equal(9, _groups.Offsets(Id)!.Find(At)!.Value.Offset);
    }

    [Fact]
    public void What_was_committed_after_the_staging_stands()
    {
        Stage(producer: 1, 7);
        _groups.Commit(Id, At, new CommittedOffset(20, -1, ""));
        _groups.Complete(1, [Id], commit: true);
        Assert.Equal(20, _groups.Offsets(Id)!.Find(At)!.Value.Offset);
    }

    [Fact]
    public void A_text_beside_the_offset_has_a_limit()
    {
        _groups.MayCommit(Id, Nobody, transactional: false);
        Assert.Equal(ErrorCode.None, _groups.Commit(Id, At, new CommittedOffset(1, -1, new string('x', 4096))));
        Assert.Equal(ErrorCode.OffsetMetadataTooLarge, _groups.Commit(Id, At, new CommittedOffset(2, -1, new string('x', 4097))));
        Assert.Equal(1, _groups.Offsets(Id)!.Find(At)!.Value.Offset);
    }

    [Fact]
    public void Only_a_group_without_members_is_deleted_and_its_offsets_with_it()
    {
        var member = Join();
        Assert.Equal(ErrorCode.NonEmptyGroup, _groups.Delete(Id));
        _groups.Leave(Id, member.MemberId, null);
        Assert.Equal(ErrorCode.None, _groups.Delete(Id));
        Assert.Equal(ErrorCode.GroupIdNotFound, _groups.Delete(Id));
        Assert.Null(_groups.Offsets(Id));
    }

    [Fact]
    public void Offsets_of_a_deleted_topic_are_gone()
    {
        Stage(producer: 1, 7);
        _groups.Commit(Id, At, new CommittedOffset(20, -1, ""));
        _groups.Commit(Id, new GroupPartition("orders", 1), new CommittedOffset(3, -1, ""));
        _groups.DeleteTopic("trades");
        _groups.Complete(1, [Id], commit: true);
        Assert.Equal([new GroupPartition("orders", 1)], _groups.Offsets(Id)!.Partitions);
    }

    private MemberClaim Join()
    {
        var joined = new Asked<JoinReply>();
        _groups.Join(Id, GroupRig.Request(), joined.Receive);
        return new MemberClaim(joined.Answer.MemberId, null, joined.Answer.Generation);
    }

    private void Stage(long producer, long offset)
    {
        Assert.Equal(ErrorCode.None, _groups.MayCommit(Id, "", -1, null));
        _groups.Stage(producer, Id, [new StagedOffset(At.Topic, At.Partition, offset, -1, null)]);
    }
}

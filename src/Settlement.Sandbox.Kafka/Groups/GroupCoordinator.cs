using System.Diagnostics.CodeAnalysis;
using System.Text;
using Settlement.Sandbox.Kafka.Journals;
using Settlement.Sandbox.Kafka.Transactions;

namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>A group as administrators are told of it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="ProtocolType">What kind of group it is; empty where only offsets were committed.</param>
/// <param name="State">Where it stands.</param>
internal readonly record struct ListedGroup(string Id, string ProtocolType, GroupState State);

/// <summary>All consumer groups and their offsets. A group comes into being with its first member or offset and stays until it is deleted. Only the actor calls it.</summary>
/// <param name="settings">Applies to all groups.</param>
/// <param name="time">The clock.</param>
/// <param name="after">Runs work on the actor after a time, unless it is disposed before.</param>
internal sealed class GroupCoordinator(GroupSettings settings, TimeProvider time, Func<TimeSpan, Action, IDisposable> after) : IGroupOffsets
{
    private readonly Dictionary<string, Entry> _groups = new(StringComparer.Ordinal);

    /// <summary>What applies to all groups.</summary>
    public GroupSettings Settings => settings;

    /// <summary>Where offsets that shall outlive the process are written; null if none shall.</summary>
    public Journal? Journal { get; set; }

    /// <summary>All groups in the order of their names.</summary>
    public IReadOnlyList<ListedGroup> List() =>
        [.. _groups.Values.Select(static entry => new ListedGroup(entry.Group.Id, entry.Group.ProtocolType ?? "", entry.Group.State)).OrderBy(static group => group.Id, StringComparer.Ordinal)];

    /// <summary>Finds a group.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out Group? group)
    {
        group = _groups.GetValueOrDefault(id)?.Group;
        return group is not null;
    }

    /// <summary>A group's offsets; null where there is no such group.</summary>
    public GroupOffsets? Offsets(string id) => _groups.GetValueOrDefault(id)?.Offsets;

    /// <summary>Lets a member into a group, which comes into being where there is none.</summary>
    public void Join(string id, JoinRequest request, Action<JoinReply> answer)
    {
        var error = MayJoin(id, request);
        if (error == ErrorCode.None)
            In(Open(id), group => group.Join(request, answer));
        else
            answer(JoinReply.Refused(error, request.MemberId));
    }

    /// <summary>Gives a member its assignment.</summary>
    public void Sync(string id, SyncRequest request, Action<SyncReply> answer)
    {
        if (_groups.TryGetValue(id, out var entry))
            In(entry, group => group.Sync(request, answer));
        else
            answer(SyncReply.Refused(UnknownIn(id)));
    }

    /// <summary>Keeps a member's session alive.</summary>
    public ErrorCode Heartbeat(string id, MemberClaim claim) => Ask(id, group => group.Heartbeat(claim));

    /// <summary>Lets a member go.</summary>
    public ErrorCode Leave(string id, string memberId, string? instanceId) => Ask(id, group => group.Leave(memberId, instanceId));

    /// <summary>Whether a member, or nobody in particular, may commit offsets; a group that only keeps offsets comes into being here.</summary>
    public ErrorCode MayCommit(string id, MemberClaim claim, bool transactional)
    {
        if (!_groups.TryGetValue(id, out var entry))
        {
            if (claim.Generation >= 0)
                return ErrorCode.IllegalGeneration;
            entry = Open(id);
        }
        var error = ErrorCode.None;
        In(entry, group => error = group.MayCommit(claim, transactional));
        return error;
    }

    /// <summary>Commits an offset at once, after <see cref="MayCommit(string, MemberClaim, bool)"/> has allowed it.</summary>
    public ErrorCode Commit(string id, GroupPartition at, CommittedOffset offset)
    {
        if (!Fits(offset.Metadata))
            return ErrorCode.OffsetMetadataTooLarge;
        Journal?.OffsetCommitted(id, at, offset);
        _groups[id].Offsets.Commit(at, offset);
        return ErrorCode.None;
    }

    /// <summary>Takes a committed offset over from a journal.</summary>
    public void Restore(string id, GroupPartition at, CommittedOffset offset) => Open(id).Offsets.Commit(at, offset);

    /// <summary>Takes staged offsets over from a journal.</summary>
    public void Restage(long producerId, string id, IReadOnlyList<StagedOffset> offsets)
    {
        Open(id);
        Stage(producerId, id, offsets);
    }

    /// <summary>Forgets the offset of a group that there is.</summary>
    public void DeleteOffset(string id, GroupPartition at)
    {
        Journal?.OffsetDeleted(id, at);
        Offsets(id)?.Delete(at);
    }

    /// <inheritdoc/>
    public ErrorCode MayCommit(string group, string memberId, int generation, string? instanceId) =>
        MayCommit(group, new MemberClaim(memberId, instanceId, generation), transactional: true);

    /// <inheritdoc/>
    public void Stage(long producerId, string group, IReadOnlyList<StagedOffset> offsets)
    {
        foreach (var staged in offsets)
            _groups[group].Offsets.Stage(producerId, new GroupPartition(staged.Topic, staged.Partition), new CommittedOffset(staged.Offset, staged.LeaderEpoch, staged.Metadata ?? ""));
    }

    /// <inheritdoc/>
    public void Complete(long producerId, IReadOnlyCollection<string> groups, bool commit)
    {
        foreach (var group in groups)
            Offsets(group)?.End(producerId, commit);
    }

    /// <summary>Deletes a group that has no members, with its offsets.</summary>
    public ErrorCode Delete(string id)
    {
        if (!_groups.TryGetValue(id, out var entry))
            return ErrorCode.GroupIdNotFound;
        if (entry.Group.State != GroupState.Empty)
            return ErrorCode.NonEmptyGroup;
        Journal?.GroupDeleted(id);
        entry.Group.Delete();
        entry.Timer?.Dispose();
        _groups.Remove(id);
        return ErrorCode.None;
    }

    /// <summary>Forgets what concerns a topic that is gone.</summary>
    public void DeleteTopic(string topic)
    {
        foreach (var entry in _groups.Values)
            entry.Offsets.DeleteTopic(topic);
    }

    /// <summary>Sends everybody who waits in a group to look for the coordinator again.</summary>
    public void SendAway(string id)
    {
        if (_groups.TryGetValue(id, out var entry))
            In(entry, static group => group.SendAway());
    }

    /// <summary>Forgets all members of all groups; offsets stay, as they are in the log.</summary>
    public void ForgetMembers()
    {
        foreach (var entry in _groups.Values)
            In(entry, static group => group.ForgetMembers());
    }

    private static ErrorCode UnknownIn(string id) => id.Length == 0 ? ErrorCode.InvalidGroupId : ErrorCode.UnknownMemberId;

    private ErrorCode MayJoin(string id, JoinRequest request)
    {
        if (id.Length == 0)
            return ErrorCode.InvalidGroupId;
        if (request.SessionTimeout < settings.MinSessionTimeout || request.SessionTimeout > settings.MaxSessionTimeout)
            return ErrorCode.InvalidSessionTimeout;
        return request.MemberId.Length > 0 && !_groups.ContainsKey(id) ? ErrorCode.UnknownMemberId : ErrorCode.None;
    }

    private bool Fits(string metadata) => Encoding.UTF8.GetByteCount(metadata) <= settings.MaxMetadataBytes;

    private Entry Open(string id)
    {
        if (!_groups.TryGetValue(id, out var entry))
            _groups.Add(id, entry = new Entry(new Group(id, settings, time)));
        return entry;
    }

    private ErrorCode Ask(string id, Func<Group, ErrorCode> question)
    {
        if (!_groups.TryGetValue(id, out var entry))
            return UnknownIn(id);
        var error = ErrorCode.None;
        In(entry, group => error = question(group));
        return error;
    }

    private void In(Entry entry, Action<Group> act)
    {
        act(entry.Group);
        // A timer that fires too early sets the next one; only a later one would do harm.
        if (entry.Group.NextDeadline is not { } deadline || (entry.Timer is not null && entry.Due <= deadline))
            return;
        entry.Timer?.Dispose();
        entry.Due = deadline;
        entry.Timer = after(deadline - time.GetElapsedTime(0), () => Expire(entry));
    }

    private void Expire(Entry entry)
    {
        entry.Timer = null;
        In(entry, static group => group.Expire());
    }

    private sealed class Entry(Group group)
    {
        public Group Group { get; } = group;

        public GroupOffsets Offsets { get; } = new();

        public IDisposable? Timer { get; set; }

        public TimeSpan Due { get; set; }
    }
}

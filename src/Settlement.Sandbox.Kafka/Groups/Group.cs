namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>
/// One consumer group in the classic protocol: who is in it, which generation it is in, who waits for whom. Nothing here reads a socket or a clock of its
/// own accord: requests come as calls, answers go to the callback that came with them, at once or when the group has got further, and
/// <see cref="Expire"/> is called when <see cref="NextDeadline"/> is over. Not safe for use by several threads.
/// </summary>
/// <remarks>
/// Invariants: a generation is formed from members whose joins are held, and only from them; only the leader of the generation sets its assignment, once;
/// whoever is removed while it waits is told so; a static name belongs to one member id at a time, and its former holder is fenced.
/// </remarks>
internal sealed partial class Group(string id, GroupSettings settings, TimeProvider time)
{
    private readonly Roster _roster = new();

    /// <summary>The group's name.</summary>
    public string Id => id;

    /// <summary>Where it stands.</summary>
    public GroupState State { get; private set; }

    /// <summary>Counts rebalances; 0 before the first.</summary>
    public int Generation { get; private set; }

    /// <summary>What kind of group its members made it; null before the first has come.</summary>
    public string? ProtocolType { get; private set; }

    /// <summary>What the members of this generation work with; null without a generation.</summary>
    public string? ProtocolName { get; private set; }

    /// <summary>Its members in the order in which they came.</summary>
    public IReadOnlyList<Member> Members => _roster.All;

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Refuses everything from now on.</summary>
    public void Delete() => State = GroupState.Dead;

    /// <summary>Sends everybody who waits here to look for the coordinator again; members stay members.</summary>
    public void SendAway()
    {
        foreach (var member in _roster.All)
        {
            member.AnswerJoin(JoinReply.Refused(ErrorCode.NotCoordinator, member.Id));
            member.AnswerSync(SyncReply.Refused(ErrorCode.NotCoordinator));
            member.TouchAt(Now);
        }
    }

    /// <summary>Forgets every member. The generation goes on counting, so that whoever was in the group learns at its next request that it is unknown.</summary>
    public void ForgetMembers()
    {
        SendAway();
        foreach (var member in _roster.All)
            _roster.Remove(member);
        _pending.Clear();
        EndWaits();
        ProtocolName = null;
        Enter(GroupState.Empty);
    }

    /// <summary>Whether a member, or nobody in particular, may commit offsets here.</summary>
    /// <param name="claim">Who commits: generation -1 and no member id from whoever assigns partitions to itself.</param>
    /// <param name="transactional">Whether the offsets belong to a transaction.</param>
    public ErrorCode MayCommit(MemberClaim claim, bool transactional)
    {
        if (State == GroupState.Dead)
            return ErrorCode.CoordinatorNotAvailable;
        if (claim.Generation < 0 && State == GroupState.Empty)
            return ErrorCode.None;
        if (claim.Generation >= 0 || claim.MemberId.Length > 0 || claim.InstanceId is not null)
        {
            if (Check(claim) is var error and not ErrorCode.None)
                return error;
        }
        else if (!transactional && State != GroupState.Empty)
        {
            return ErrorCode.UnknownMemberId;
        }
        // Between join and sync a member does not own anything it could have read.
        if (!transactional && State == GroupState.CompletingRebalance)
            return ErrorCode.RebalanceInProgress;
        if (_roster.TryFind(claim.MemberId, out var member) && !transactional)
            member.TouchAt(Now);
        return ErrorCode.None;
    }

    private ErrorCode Check(MemberClaim claim)
    {
        if (Identify(claim.MemberId, claim.InstanceId, out _) is var error and not ErrorCode.None)
            return error;
        return claim.Generation == Generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }

    private ErrorCode Identify(string memberId, string? instanceId, out Member? member)
    {
        if (instanceId is not null)
        {
            if (!_roster.TryFindStatic(instanceId, out member))
                return ErrorCode.UnknownMemberId;
            return member.Id == memberId ? ErrorCode.None : ErrorCode.FencedInstanceId;
        }
        return _roster.TryFind(memberId, out member) ? ErrorCode.None : ErrorCode.UnknownMemberId;
    }
}

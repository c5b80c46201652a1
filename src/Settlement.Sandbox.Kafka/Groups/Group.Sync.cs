namespace Settlement.Sandbox.Kafka.Groups;

internal sealed partial class Group
{
    /// <summary>Gives a member its assignment.</summary>
    /// <param name="request">What it asks for; from the leader, with everybody's assignment.</param>
    /// <param name="answer">Called once: at once with an error or in a stable group, else when the leader's assignment is there.</param>
    public void Sync(SyncRequest request, Action<SyncReply> answer)
    {
        var error = MaySync(request);
        if (error != ErrorCode.None)
        {
            answer(SyncReply.Refused(error));
            return;
        }
        _roster.TryFind(request.Member.MemberId, out var member);
        _unsynced.Remove(member!.Id);
        member.HoldSync(answer);
        if (State == GroupState.CompletingRebalance && member.Id == _roster.LeaderId)
        {
            foreach (var each in _roster.All)
                each.Assignment = request.Assignments.GetValueOrDefault(each.Id);
            Enter(GroupState.Stable);
        }
        if (State == GroupState.Stable)
            AnswerSyncs();
    }

    /// <summary>Keeps a member's session alive, and tells it where the group stands.</summary>
    public ErrorCode Heartbeat(MemberClaim claim)
    {
        if (State == GroupState.Dead)
            return ErrorCode.CoordinatorNotAvailable;
        if (Check(claim) is var error and not ErrorCode.None)
            return error;
        _roster.TryFind(claim.MemberId, out var member);
        member!.TouchAt(Now);
        return State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>Lets a member go.</summary>
    /// <param name="memberId">Its id; may be empty where an administrator removes a static member.</param>
    /// <param name="instanceId">Its static name; null for a dynamic member.</param>
    public ErrorCode Leave(string memberId, string? instanceId)
    {
        if (State == GroupState.Dead)
            return ErrorCode.CoordinatorNotAvailable;
        if (instanceId is null && _pending.Remove(memberId))
        {
            Proceed();
            return ErrorCode.None;
        }
        if (memberId.Length == 0 && instanceId is not null && _roster.TryFindStatic(instanceId, out var named))
            memberId = named.Id;
        var error = Identify(memberId, instanceId, out var member);
        if (error == ErrorCode.None)
            Remove(member!);
        return error;
    }

    private ErrorCode MaySync(SyncRequest request)
    {
        if (State == GroupState.Dead)
            return ErrorCode.CoordinatorNotAvailable;
        if (Check(request.Member) is var error and not ErrorCode.None)
            return error;
        if ((request.ProtocolType ?? ProtocolType) != ProtocolType || (request.ProtocolName ?? ProtocolName) != ProtocolName)
            return ErrorCode.InconsistentGroupProtocol;
        return State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    private void AnswerSyncs()
    {
        foreach (var member in _roster.All)
            AnswerSync(member, new SyncReply(ErrorCode.None, ProtocolType, ProtocolName, member.Assignment));
        if (_unsynced.Count == 0)
            _syncsEnd = null;
    }

    private void Remove(Member member)
    {
        _roster.Remove(member);
        _unsynced.Remove(member.Id);
        member.AnswerJoin(JoinReply.Refused(ErrorCode.UnknownMemberId, member.Id));
        member.AnswerSync(SyncReply.Refused(ErrorCode.UnknownMemberId));
        Rebalance();
    }

    // Somebody that the rebalance may have waited for is no longer expected.
    private void Proceed()
    {
        if (State == GroupState.PreparingRebalance && !InInitialDelay)
            FormIfComplete();
    }
}

namespace Settlement.Sandbox.Kafka.Groups;

internal sealed partial class Group
{
    // Ids given to members that have not come back with them yet, with the time by which they must.
    private readonly Dictionary<string, TimeSpan> _pending = new(StringComparer.Ordinal);

    /// <summary>Lets a member in, or back in.</summary>
    /// <param name="request">What it asks for; its session time-out is within the settings' bounds.</param>
    /// <param name="answer">Called once: at once with an error or with the generation there is, else when the next generation is formed.</param>
    public void Join(JoinRequest request, Action<JoinReply> answer)
    {
        if (State == GroupState.Dead)
            answer(JoinReply.Refused(ErrorCode.CoordinatorNotAvailable, request.MemberId));
        else if (!IsCompatible(request))
            answer(JoinReply.Refused(ErrorCode.InconsistentGroupProtocol, request.MemberId));
        else if (request.MemberId.Length == 0)
            JoinFirst(request, answer);
        else
            JoinAgain(request, answer);
    }

    private bool IsCompatible(JoinRequest request)
    {
        if (_roster.Count == 0)
            return request.ProtocolType.Length > 0 && request.Protocols.Count > 0;
        return request.ProtocolType == ProtocolType && _roster.CanWorkWith(request.Protocols);
    }

    private void JoinFirst(JoinRequest request, Action<JoinReply> answer)
    {
        var memberId = $"{request.InstanceId ?? request.ClientId}-{Guid.NewGuid()}";
        if (request.InstanceId is { } instance)
        {
            if (_roster.TryFindStatic(instance, out var former))
                Replace(former, memberId, request, answer);
            else
                Admit(memberId, request, answer);
        }
        else if (request.RequireKnownMemberId)
        {
            _pending[memberId] = Now + request.SessionTimeout;
            answer(JoinReply.Refused(ErrorCode.MemberIdRequired, memberId));
        }
        else
        {
            Admit(memberId, request, answer);
        }
    }

    private void JoinAgain(JoinRequest request, Action<JoinReply> answer)
    {
        if (request.InstanceId is null && _pending.Remove(request.MemberId))
        {
            Admit(request.MemberId, request, answer);
            return;
        }
        var error = Identify(request.MemberId, request.InstanceId, out var member);
        if (error != ErrorCode.None)
        {
            answer(JoinReply.Refused(error, request.MemberId));
            return;
        }
        // Who joins with what the generation was formed from has lost the answer and gets it again; a leader in a stable group wants another assignment.
        var isRepeat = member!.Offers(request.Protocols)
            && (State == GroupState.CompletingRebalance || (State == GroupState.Stable && member.Id != _roster.LeaderId));
        if (isRepeat)
        {
            member.TouchAt(Now);
            answer(Joined(member));
            return;
        }
        member.Update(request);
        member.HoldJoin(answer);
        Rebalance();
    }

    private void Admit(string memberId, JoinRequest request, Action<JoinReply> answer)
    {
        if (_roster.Count == 0)
            ProtocolType = request.ProtocolType;
        var member = new Member(memberId, request);
        member.ArriveAt(Now, settings.NewMemberTimeout);
        member.HoldJoin(answer);
        _roster.Add(member);
        _cameInDelay = true;
        Rebalance();
    }

    private void Replace(Member member, string memberId, JoinRequest request, Action<JoinReply> answer)
    {
        member.AnswerJoin(JoinReply.Refused(ErrorCode.FencedInstanceId, member.Id));
        member.AnswerSync(SyncReply.Refused(ErrorCode.FencedInstanceId));
        var leaderBefore = _roster.LeaderId ?? "";
        if (_unsynced.Remove(member.Id))
            _unsynced.Add(memberId);
        _roster.Rename(member, memberId);
        member.Update(request);
        member.TouchAt(Now);
        if (State == GroupState.Stable && _roster.SelectProtocol() == ProtocolName)
        {
            // The leader's former id: a leader that came back must not assign anew, since a stable group would not spread what it sends.
            answer(Joined(member) with { Leader = leaderBefore, Members = [] });
            return;
        }
        member.HoldJoin(answer);
        Rebalance();
    }

    private JoinReply Joined(Member member) => new()
    {
        MemberId = member.Id,
        Generation = Generation,
        ProtocolType = ProtocolType,
        ProtocolName = ProtocolName,
        Leader = _roster.LeaderId ?? "",
        Members = member.Id == _roster.LeaderId
            ? [.. _roster.All.Select(other => new JoinedMember(other.Id, other.InstanceId, other.MetadataFor(ProtocolName)))]
            : [],
    };
}

namespace Settlement.Sandbox.Kafka.Groups;

internal sealed partial class Group
{
    // Members whose sync the generation still waits for.
    private readonly HashSet<string> _unsynced = new(StringComparer.Ordinal);
    private GroupState _formerState;
    private TimeSpan? _joinsEnd;
    private TimeSpan? _syncsEnd;
    private TimeSpan _delayLeft;
    private bool _cameInDelay;

    private bool InInitialDelay => State == GroupState.PreparingRebalance && _formerState == GroupState.Empty;

    private void Enter(GroupState next)
    {
        _formerState = State;
        State = next;
    }

    private void EndWaits()
    {
        _joinsEnd = null;
        _syncsEnd = null;
        _unsynced.Clear();
    }

    // Begins a rebalance, or goes on with the one that is under way.
    private void Rebalance()
    {
        if (State != GroupState.PreparingRebalance)
            Prepare();
        else if (!InInitialDelay)
            FormIfComplete();
    }

    private void Prepare()
    {
        if (State == GroupState.CompletingRebalance)
        {
            foreach (var member in _roster.All)
            {
                member.Assignment = default;
                AnswerSync(member, SyncReply.Refused(ErrorCode.RebalanceInProgress));
            }
        }
        EndWaits();
        Enter(GroupState.PreparingRebalance);
        if (!InInitialDelay)
        {
            _joinsEnd = Now + _roster.RebalanceTimeout;
            FormIfComplete();
        }
        else if (settings.InitialRebalanceDelay > TimeSpan.Zero)
        {
            _delayLeft = _roster.RebalanceTimeout;
            Delay();
        }
        else
        {
            Form();
        }
    }

    private void Delay()
    {
        var step = _delayLeft < settings.InitialRebalanceDelay ? _delayLeft : settings.InitialRebalanceDelay;
        _delayLeft -= step;
        _cameInDelay = false;
        _joinsEnd = Now + step;
    }

    private void FormIfComplete()
    {
        if (_roster.AllJoining && _pending.Count == 0)
            Form();
    }

    private void JoinsOver()
    {
        if (InInitialDelay && _cameInDelay && _delayLeft > TimeSpan.Zero)
            Delay();
        else
            Form();
    }

    // The next generation: whoever has joined, and static members, who may be restarting.
    private void Form()
    {
        _joinsEnd = null;
        foreach (var absent in _roster.All.Where(static member => !member.IsJoining && member.InstanceId is null))
            _roster.Remove(absent);
        if (_roster.Count > 0 && !_roster.ElectJoined())
        {
            // Only static members, and none of them is here: wait until they come or their sessions end.
            _joinsEnd = Now + _roster.RebalanceTimeout;
            return;
        }
        Generation = checked(Generation + 1);
        if (_roster.Count == 0)
        {
            ProtocolName = null;
            Enter(GroupState.Empty);
            return;
        }
        ProtocolName = _roster.SelectProtocol();
        Enter(GroupState.CompletingRebalance);
        _syncsEnd = Now + _roster.RebalanceTimeout;
        foreach (var member in _roster.All)
        {
            member.Assignment = default;
            member.Arrived();
            member.TouchAt(Now);
            _unsynced.Add(member.Id);
        }
        foreach (var member in _roster.All)
            member.AnswerJoin(Joined(member));
    }

    private void AnswerSync(Member member, SyncReply reply)
    {
        if (!member.IsSyncing)
            return;
        member.TouchAt(Now);
        member.AnswerSync(reply);
    }
}

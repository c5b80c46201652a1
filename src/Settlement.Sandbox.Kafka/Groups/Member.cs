namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>A member of a group, with the answer it waits for.</summary>
internal sealed class Member
{
    private Action<JoinReply>? _joining;
    private Action<SyncReply>? _syncing;
    private TimeSpan _deadline;

    /// <summary>A member that joins for the first time under this id.</summary>
    public Member(string id, JoinRequest request)
    {
        Id = id;
        InstanceId = request.InstanceId;
        Update(request);
    }

    /// <summary>Its id; another one after a static member has come back.</summary>
    public string Id { get; private set; }

    /// <summary>Its static name; null for a dynamic member.</summary>
    public string? InstanceId { get; }

    /// <summary>What its client calls itself.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>Where it calls from.</summary>
    public string ClientHost { get; private set; } = "";

    /// <summary>How long others wait for it in a rebalance.</summary>
    public TimeSpan RebalanceTimeout { get; private set; }

    /// <summary>What it can work with, the best first.</summary>
    public IReadOnlyList<OfferedProtocol> Protocols { get; private set; } = [];

    /// <summary>What the leader gave it in this generation.</summary>
    public ReadOnlyMemory<byte> Assignment { get; set; }

    /// <summary>Whether it is still in its first join.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>Whether its join is held.</summary>
    public bool IsJoining => _joining is not null;

    /// <summary>Whether its sync is held.</summary>
    public bool IsSyncing => _syncing is not null;

    /// <summary>When it counts as gone; null while the coordinator itself makes it wait.</summary>
    public TimeSpan? Deadline => IsNew || !(IsJoining || IsSyncing) ? _deadline : null;

    private TimeSpan SessionTimeout { get; set; }

    /// <summary>Takes what a join says anew.</summary>
    public void Update(JoinRequest request)
    {
        ClientId = request.ClientId;
        ClientHost = request.ClientHost;
        SessionTimeout = request.SessionTimeout;
        RebalanceTimeout = request.RebalanceTimeout;
        Protocols = request.Protocols;
    }

    /// <summary>Takes the identity of its own successor under the same static name.</summary>
    public void TakeOver(string id) => Id = id;

    /// <summary>Begins the time that a first join may take.</summary>
    public void ArriveAt(TimeSpan now, TimeSpan patience) => _deadline = now + patience;

    /// <summary>Begins its session anew.</summary>
    public void TouchAt(TimeSpan now) => _deadline = now + SessionTimeout;

    /// <summary>Whether it offers exactly this, in the same order and with the same subscription.</summary>
    public bool Offers(IReadOnlyList<OfferedProtocol> protocols) =>
        Protocols.Count == protocols.Count
        && Protocols.Zip(protocols).All(static pair => pair.First.Name == pair.Second.Name && pair.First.Metadata.Span.SequenceEqual(pair.Second.Metadata.Span));

    /// <summary>Its subscription for a protocol; empty where it does not offer it.</summary>
    public ReadOnlyMemory<byte> MetadataFor(string? protocol) => Protocols.FirstOrDefault(offered => offered.Name == protocol).Metadata;

    /// <summary>Holds its join. One that is held already is answered: the client has given it up and asks again.</summary>
    public void HoldJoin(Action<JoinReply> answer)
    {
        AnswerJoin(JoinReply.Refused(ErrorCode.RebalanceInProgress, Id));
        _joining = answer;
    }

    /// <summary>Holds its sync. One that is held already is answered.</summary>
    public void HoldSync(Action<SyncReply> answer)
    {
        AnswerSync(SyncReply.Refused(ErrorCode.RebalanceInProgress));
        _syncing = answer;
    }

    /// <summary>Answers its join, where one is held.</summary>
    public void AnswerJoin(JoinReply reply)
    {
        var answer = _joining;
        _joining = null;
        answer?.Invoke(reply);
    }

    /// <summary>Answers its sync, where one is held.</summary>
    public void AnswerSync(SyncReply reply)
    {
        var answer = _syncing;
        _syncing = null;
        answer?.Invoke(reply);
    }

    /// <summary>Ends its first join: from now on it must send heartbeats.</summary>
    public void Arrived() => IsNew = false;
}

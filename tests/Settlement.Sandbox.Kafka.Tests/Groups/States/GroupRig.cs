using Microsoft.Extensions.Time.Testing;
using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Groups;

namespace Settlement.KafkaSuite.Groups.States;

/// <summary>One group with a clock that only the test moves, and members that keep the answers they got.</summary>
internal sealed class GroupRig
{
    public static readonly TimeSpan Session = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan RebalanceTimeout = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();

    public GroupRig(TimeSpan initialDelay = default) => Group = new Group("g", new GroupSettings { InitialRebalanceDelay = initialDelay }, _time);

    public Group Group { get; }

    public static OfferedProtocol Offer(string name, string subscription = "trades") => new(name, System.Text.Encoding.UTF8.GetBytes(subscription));

    public static JoinRequest Request(string memberId = "", string? instance = null, params OfferedProtocol[] protocols) => new()
    {
        MemberId = memberId,
        InstanceId = instance,
        ClientId = "client",
        ClientHost = "/127.0.0.1",
        SessionTimeout = Session,
        RebalanceTimeout = RebalanceTimeout,
        ProtocolType = "consumer",
        Protocols = protocols.Length == 0 ? [Offer("range")] : protocols,
    };

    /// <summary>Joins, and keeps the answer when it comes.</summary>
    public Asked<JoinReply> Join(JoinRequest? request = null)
    {
        var asked = new Asked<JoinReply>();
        Group.Join(request ?? Request(), asked.Receive);
        return asked;
    }

    /// <summary>Asks for the assignment; the leader gives each named member a text.</summary>
    public Asked<SyncReply> Sync(JoinReply joined, string? instance = null, params (string Member, string Assignment)[] assignments)
    {
        var asked = new Asked<SyncReply>();
        Group.Sync(
            new SyncRequest
            {
                Member = new MemberClaim(joined.MemberId, instance, joined.Generation),
                Assignments = assignments.ToDictionary(static each => each.Member, static each => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(each.Assignment)),
            },
            asked.Receive);
        return asked;
    }

    public ErrorCode Beat(JoinReply joined, string? instance = null) => Group.Heartbeat(new MemberClaim(joined.MemberId, instance, joined.Generation));

    /// <summary>Lets time pass, with every deadline on the way met in its time.</summary>
    public void Pass(TimeSpan span)
    {
        var end = _time.GetElapsedTime(0) + span;
        while (Group.NextDeadline is { } next && next <= end)
        {
            if (next > _time.GetElapsedTime(0))
                _time.Advance(next - _time.GetElapsedTime(0));
            Group.Expire();
        }
        _time.Advance(end - _time.GetElapsedTime(0));
    }

    /// <summary>A stable group of dynamic members.</summary>
    public IReadOnlyList<JoinReply> Stable(int members)
    {
        List<JoinReply> joined = [Join().Answer];
        for (var i = 1; i < members; i++)
        {
            var next = Join();
            var again = joined.Select(each => Join(Request(each.MemberId))).ToList();
            joined = [.. again.Select(static each => each.Answer), next.Answer];
        }
        foreach (var member in joined)
            Sync(member, null, [.. joined.Select(static each => (each.MemberId, "to " + each.MemberId))]);
        Assert.Equal(GroupState.Stable, Group.State);
        return joined;
    }
}

/// <summary>A request whose answer may come later, and only once.</summary>
internal sealed class Asked<T>
{
    private readonly List<T> _answers = [];

    public bool IsAnswered => _answers.Count > 0;

    public T Answer => Assert.Single(_answers);

    public void Receive(T answer) => _answers.Add(answer);
}

using System.Diagnostics.CodeAnalysis;

namespace Settlement.Sandbox.Kafka.Groups;

/// <summary>Who is in a group, who leads it, and what its members can agree on. Members keep the order in which they came.</summary>
internal sealed class Roster
{
    private readonly OrderedDictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Member> _static = new(StringComparer.Ordinal);

    /// <summary>The members in the order in which they came.</summary>
    public IReadOnlyList<Member> All => [.. _members.Values];

    /// <summary>How many there are.</summary>
    public int Count => _members.Count;

    /// <summary>The member that assigns partitions; null where there is nobody.</summary>
    public string? LeaderId { get; private set; }

    /// <summary>Whether every member's join is held.</summary>
    public bool AllJoining => _members.Values.All(static member => member.IsJoining);

    /// <summary>The longest that any member asks others to wait in a rebalance.</summary>
    public TimeSpan RebalanceTimeout => _members.Count == 0 ? TimeSpan.Zero : _members.Values.Max(static member => member.RebalanceTimeout);

    /// <summary>Finds a member by its id.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out Member? member) => _members.TryGetValue(id, out member);

    /// <summary>Finds a member by its static name.</summary>
    public bool TryFindStatic(string instanceId, [NotNullWhen(true)] out Member? member) => _static.TryGetValue(instanceId, out member);

    /// <summary>Adds a member; the first one leads.</summary>
    public void Add(Member member)
    {
        _members.Add(member.Id, member);
        if (member.InstanceId is { } instance)
            _static.Add(instance, member);
        LeaderId ??= member.Id;
    }

    /// <summary>Removes a member; the next in order leads where it led.</summary>
    public void Remove(Member member)
    {
        _members.Remove(member.Id);
        if (member.InstanceId is { } instance)
            _static.Remove(instance);
        if (LeaderId == member.Id)
            LeaderId = _members.Count == 0 ? null : _members.GetAt(0).Key;
    }

    /// <summary>Gives a static member the id of its successor, in its place and with its leadership.</summary>
    public void Rename(Member member, string id)
    {
        var led = LeaderId == member.Id;
        var place = _members.IndexOf(member.Id);
        _members.RemoveAt(place);
        member.TakeOver(id);
        _members.Insert(place, id, member);
        if (led)
            LeaderId = id;
    }

    /// <summary>Lets somebody lead who has joined.</summary>
    /// <returns>False where nobody has.</returns>
    public bool ElectJoined()
    {
        if (LeaderId is { } leader && _members[leader].IsJoining)
            return true;
        LeaderId = _members.Values.FirstOrDefault(static member => member.IsJoining)?.Id ?? LeaderId;
        return LeaderId is { } elected && _members[elected].IsJoining;
    }

    /// <summary>Whether a newcomer offers something that every member offers too.</summary>
    public bool CanWorkWith(IReadOnlyList<OfferedProtocol> protocols) =>
        protocols.Any(offered => _members.Values.All(member => member.Protocols.Any(own => own.Name == offered.Name)));

    /// <summary>The protocol that all members offer and most prefer; between equals, the one that sooner had a vote.</summary>
    /// <exception cref="InvalidOperationException">They have none in common, although nobody was let in without one.</exception>
    public string SelectProtocol()
    {
        var common = _members.Values
            .Select(static member => member.Protocols.Select(static offered => offered.Name))
            .Aggregate(static (shared, offered) => shared.Intersect(offered, StringComparer.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        return _members.Values
            .SelectMany(member => member.Protocols.Where(offered => common.Contains(offered.Name)).Take(1))
            .CountBy(static offered => offered.Name, StringComparer.Ordinal)
            .OrderByDescending(static votes => votes.Value)
            .Select(static votes => votes.Key)
            .FirstOrDefault() ?? throw new InvalidOperationException("The members of a group have no protocol in common.");
    }
}

using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka.Faults;

/// <summary>Which requests a fault hits: those that fit every member that is set. Nothing set means every request.</summary>
public sealed record FaultMatch
{
    /// <summary>The APIs; empty means all.</summary>
    public IReadOnlyCollection<ApiKey> Apis { get; init; } = [];

    /// <summary>A topic that the request touches.</summary>
    public string? Topic { get; init; }

    /// <summary>A partition that the request touches, of <see cref="Topic"/> where that is set.</summary>
    public int? Partition { get; init; }

    /// <summary>The client id (<c>client.id</c>) exactly.</summary>
    public string? ClientId { get; init; }

    /// <summary>The transactional id exactly.</summary>
    public string? TransactionalId { get; init; }

    /// <summary>The consumer group exactly.</summary>
    public string? Group { get; init; }

    internal bool Fits(Request request, RequestTarget target) =>
        (Apis.Count == 0 || Apis.Contains(request.Api))
        && (ClientId is null || ClientId == request.ClientId)
        && (TransactionalId is null || TransactionalId == target.TransactionalId)
        && (Group is null || Group == target.Group)
        && ((Topic is null && Partition is null) || target.Partitions.Any(each => (Topic ?? each.Topic) == each.Topic && (Partition ?? each.Partition) == each.Partition));
}

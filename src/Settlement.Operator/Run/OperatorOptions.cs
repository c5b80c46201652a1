namespace Settlement.Operator.Run;

/// <summary>How an operator runs.</summary>
internal sealed record OperatorOptions
{
    /// <summary>Watches this namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>What settlers get from the operator.</summary>
    public required SettlerDefaults Settlers { get; init; }

    /// <summary>Namespace of the lease among the operator's replicas.</summary>
    public required string LeaseNamespace { get; init; }

    /// <summary>Name of this replica: the pod's.</summary>
    public required string Instance { get; init; }

    /// <summary>uid of this replica's pod; empty outside of a pod.</summary>
    public string InstanceUid { get; init; } = "";
}

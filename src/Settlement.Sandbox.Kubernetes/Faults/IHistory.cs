namespace Settlement.Sandbox.Kubernetes.Faults;

/// <summary>The versions that the store keeps.</summary>
internal interface IHistory
{
    /// <summary>Version of the newest write.</summary>
    long Version { get; }

    /// <summary>Version up to which the past is forgotten.</summary>
    long Compacted { get; }

    /// <summary>Forgets all but the current version, which it returns.</summary>
    long Compact();
}

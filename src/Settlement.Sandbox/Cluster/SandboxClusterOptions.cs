namespace Settlement.Sandbox.Cluster;

/// <summary>How the sandbox's node runs pods.</summary>
public sealed record SandboxClusterOptions
{
    /// <summary>Images that can run here, by the exact name a container asks for. All others end in <c>ImagePullBackOff</c>.</summary>
    public required IReadOnlyDictionary<string, SandboxImage> Images { get; init; }

    /// <summary>
    /// Folder for logs, tokens and process records, created if absent. One sandbox at a time may use it; the next one on the same folder stops
    /// what a killed predecessor left running.
    /// </summary>
    public required string StateDirectory { get; init; }

    /// <summary>Name of the one node. Default: <c>sandbox</c>.</summary>
    public string NodeName { get; init; } = "sandbox";

    /// <summary>Wait before the second restart of a container in a row; doubles with each further one. Default: 200 ms.</summary>
    public TimeSpan RestartBackOff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between two restarts. Default: 10 s.</summary>
    public TimeSpan RestartBackOffLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A container that ran this long starts its back-off from the beginning. Default: 30 s.</summary>
    public TimeSpan RestartBackOffReset { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time containers get to end after SIGTERM when the sandbox itself stops. Default: 10 s.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Size at which a container's log file is rotated; one rotated file is kept. Default: 50 MiB.</summary>
    public long LogFileBytes { get; init; } = 50L * 1024 * 1024;
}

namespace Settlement.Sandbox.Kubernetes;

/// <summary>Which requests, or events of which watches, a disturbance meets, and how long it lasts.</summary>
public sealed record FaultScope
{
    /// <summary>Everything, for an hour.</summary>
    public static readonly FaultScope Everything = new();

    /// <summary>HTTP method; null, the default, for any.</summary>
    public string? Method { get; init; }

    /// <summary>A part of the path; null, the default, for any.</summary>
    public string? Path { get; init; }

    /// <summary>How many matching requests (or events) are disturbed; null, the default, for all.</summary>
    public int? Count { get; init; }

    /// <summary>How long it lasts at most. Default one hour.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    internal bool Matches(string method, string path) =>
        (Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase)) && (Path is null || path.Contains(Path, StringComparison.Ordinal));
}

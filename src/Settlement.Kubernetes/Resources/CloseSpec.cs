namespace Settlement.Kubernetes.Resources;

/// <summary>
/// When the market closes: at a time, by the feed's end-of-session records, or, where neither is given, by hand
/// (annotation settlement.marketclose.io/close: "now", which works in the other cases too).
/// </summary>
public sealed class CloseSpec
{
    /// <summary>Closes at this instant (RFC 3339). Excludes marker.</summary>
    public DateTime? At { get; set; }

    /// <summary>True: closes when every partition has brought its end-of-session record. Excludes at. Default false.</summary>
    public bool Marker { get; set; }

    /// <summary>
    /// How long the drain to the barrier may take (such as "60s" or "1m30s") before the run goes to the trade store or is blocked. Default 60s.
    /// </summary>
    public string DrainTimeout { get; set; } = "60s";
}

namespace Settlement.Kubernetes.Reconcile;

/// <summary>
/// Pauses that double from one failure to the next, up to a limit, each between half and the whole of its nominal length, so that many
/// clients do not return at the same moment.
/// </summary>
/// <param name="first">Nominal length of the first pause.</param>
/// <param name="longest">Nominal length that is never exceeded.</param>
/// <param name="random">Seeded source of the jitter.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    /// <summary>Length of the next pause.</summary>
    /// <param name="atLeast">Lower limit that the server asked for; null for none.</param>
    public TimeSpan Next(TimeSpan? atLeast = null)
    {
        var nominal = Math.Min(first.TotalMilliseconds * Math.Pow(2, _failures), longest.TotalMilliseconds);
        if (nominal < longest.TotalMilliseconds) _failures++;
        var pause = TimeSpan.FromMilliseconds(nominal * (0.5 + (random.NextDouble() / 2)));
        return atLeast > pause ? atLeast.Value : pause;
    }

    /// <summary>Begins anew after a success.</summary>
    public void Reset() => _failures = 0;
}

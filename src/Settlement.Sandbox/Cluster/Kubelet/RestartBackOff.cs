namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Waits between restarts of one container: none before the first, then doubling up to a limit, from the beginning again after a long run.</summary>
internal sealed class RestartBackOff(TimeSpan first, TimeSpan limit, TimeSpan reset)
{
    private TimeSpan _next = TimeSpan.Zero;

    public TimeSpan Next(TimeSpan ranFor)
    {
        var wait = ranFor >= reset ? TimeSpan.Zero : _next;
        _next = wait == TimeSpan.Zero ? first : wait * 2 < limit ? wait * 2 : limit;
        return wait;
    }
}

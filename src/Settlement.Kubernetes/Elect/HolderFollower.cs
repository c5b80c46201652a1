using Microsoft.Extensions.Logging;

namespace Settlement.Kubernetes.Elect;

/// <summary>Follows the process of whoever holds the lease now; at most one wait runs, and <see cref="StopAsync"/> ends it.</summary>
/// <remarks>Without a watch candidates are no pods, and nothing is ever known of a holder's end.</remarks>
internal sealed class HolderFollower(IHolderWatch? watch, HolderIdentity me, string leaseName, ILogger logger)
{
    private bool _looked;
    private string? _predecessor;
    private string? _holder;
    private (CancellationTokenSource Stop, Task<HolderEnd?> End)? _wait;

    /// <summary>Completes when the holder's end becomes known; null when there is nothing to wait for.</summary>
    public Task? Pending => _wait is { End: { IsCompleted: false } end } ? end : null;

    /// <summary>How the present holder's process ended; null when it is not known to have ended.</summary>
    public HolderEnd? End => _holder is not null && _holder == _predecessor
        ? HolderEnd.EarlierProcessOfThisPod
        : _wait is { End: { IsCompletedSuccessfully: true } end } ? end.Result : null;

    /// <summary>Turns to another holder; null for nobody.</summary>
    public async Task FollowAsync(string? holder)
    {
        if (watch is null)
            return;
        var identity = HolderIdentity.TryParse(holder);
        // Only a holder that was there before this process first looked can be its predecessor in the pod.
        if (!_looked && identity is not null && identity.PodUid == me.PodUid && identity.Process != me.Process)
            _predecessor = holder;
        _looked = true;
        if (holder == _holder)
            return;

        await StopAsync().ConfigureAwait(false);
        _holder = holder;
        if (identity is null || identity == me || holder == _predecessor)
            return;
        var stop = new CancellationTokenSource();
        _wait = (stop, WaitAsync(watch, identity, stop.Token));
    }

    public async Task StopAsync()
    {
        _holder = null;
        if (_wait is not { } wait)
            return;
        wait.Stop.Cancel();
        await wait.End.ConfigureAwait(false);
        wait.Stop.Dispose();
        _wait = null;
    }

    private async Task<HolderEnd?> WaitAsync(IHolderWatch watch, HolderIdentity holder, CancellationToken cancellationToken)
    {
        try
        {
            return await watch.WaitForEndAsync(holder, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever breaks the watch, only the quickness is lost: the lease still runs out.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.HolderWatchBroke(logger, e, leaseName, holder.ToString());
            return null;
        }
    }
}

using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Settlement.Kubernetes.Elect;

/// <summary>One attempt to be nominated: look, decide, take, wait. Everything it started has ended when it returns.</summary>
internal sealed class Campaign(
    LeaseClient lease, HolderIdentity me, HolderFollower follower, ElectionOptions options, TimeProvider time, ILogger logger, Func<bool> standBack)
{
    private readonly string _me = me.ToString();
    private readonly LeaseObservation _observation = new(options, time);
    private long? _freeSince;
    private bool _standingBack;
    private bool _asked;

    /// <returns>The reply with which the lease was taken.</returns>
    public async Task<LeaseReply> RunAsync(CancellationToken cancellationToken)
    {
        var taken = false;
        try
        {
            var conflicts = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var attempt = await AttemptAsync(cancellationToken).ConfigureAwait(false);
                if (attempt.Taken is { } reply)
                {
                    taken = true;
                    return reply;
                }

                // A first conflict is followed by a look at once. More than one in a row would be a busy loop.
                conflicts = attempt.Conflict ? conflicts + 1 : 0;
                if (conflicts != 1)
                    await WaitAsync(attempt.Pause, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await follower.StopAsync().ConfigureAwait(false);
            // A request whose answer was lost or not waited for may have taken the lease.
            if (!taken && _asked)
                await lease.ReleaseAsync(_me, null).ConfigureAwait(false);
        }
    }

    private async Task<Attempt> AttemptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var seen = await LookAsync(cancellationToken).ConfigureAwait(false);
            var now = time.GetTimestamp();
            var standing = LeaseStandings.Judge(_observation.Record, _me, follower.End, _observation.ExpiresAt, now);
            if (TimeToTake(standing, now) is { } due)
                return new Attempt(null, Pause: Shorter(due), Conflict: false);

            _asked = true;
            var reply = await lease.HoldAsync(seen, _me, cancellationToken).ConfigureAwait(false);
            Log.Nominated(logger, lease.Name, _me, standing, follower.End);
            return new Attempt(reply, TimeSpan.Zero, Conflict: false);
        }
        catch (LeaseStoreException e)
        {
            return new Attempt(null, options.RetryPeriod, e.Failure == LeaseStoreFailure.Conflict);
        }
    }

    private async Task<V1Lease?> LookAsync(CancellationToken cancellationToken)
    {
        var look = await lease.GetAsync(cancellationToken).ConfigureAwait(false);
        var record = look.Lease is null ? null : LeaseRecord.Of(look.Lease);
        if (_observation.Saw(record, look.Sent, look.Answered))
            Log.HolderSeen(logger, lease.Name, record?.Holder ?? "nobody");
        await follower.FollowAsync(record?.Holder).ConfigureAwait(false);
        return look.Lease;
    }

    /// <returns>Null to take the lease now, or how long to wait before the next look at most.</returns>
    private TimeSpan? TimeToTake(LeaseStanding standing, long now)
    {
        if (standing == LeaseStanding.Held)
        {
            _freeSince = null;
            return time.GetElapsedTime(now, _observation.ExpiresAt!.Value);
        }

        _freeSince ??= standing == LeaseStanding.Expired ? _observation.ExpiresAt!.Value : now;
        var left = options.LeaseDuration - time.GetElapsedTime(_freeSince.Value, now);
        var standsBack = left > TimeSpan.Zero && standBack();
        if (standsBack && !_standingBack)
            Log.StandsBack(logger, lease.Name, left);
        _standingBack = standsBack;
        return standsBack ? left : null;
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(pause, time, wake.Token);
        await Task.WhenAny(follower.Pending is { } ended ? [delay, ended] : [delay]).ConfigureAwait(false);
        wake.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
    }

    // Timers count whole milliseconds and round down; waking before it is due would be a wasted look.
    private TimeSpan Shorter(TimeSpan due) =>
        due < options.RetryPeriod ? TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)) : options.RetryPeriod;

    private readonly record struct Attempt(LeaseReply? Taken, TimeSpan Pause, bool Conflict);
}

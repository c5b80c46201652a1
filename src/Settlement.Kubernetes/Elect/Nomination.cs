using k8s.Models;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;

namespace Settlement.Kubernetes.Elect;

/// <summary>
/// A held lease, and the one loop that renews it. It is proven until one renew deadline after the last successful renewal
/// was sent; a timer of its own cancels <see cref="Lost"/> then, whatever the loop is waiting for.
/// </summary>
internal sealed class Nomination : INomination
{
    private readonly LeaseClient _client;
    private readonly ElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ElectionMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Action _releasedOrGone;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private readonly Lazy<Task> _disposal;
    private V1Lease? _lease;
    private bool _takenByAnother;

    public Nomination(
        LeaseClient client, string holder, LeaseReply taken, ElectionOptions options, TimeProvider time, ElectionMetrics metrics, ILogger logger,
        Action releasedOrGone)
    {
        (_client, Holder, _options, _time, _metrics, _logger, _releasedOrGone) = (client, holder, options, time, metrics, logger, releasedOrGone);
        _lease = taken.Lease;
        _lost = new CancellationTokenSource(Remaining(taken.Sent), time);
        Lost = _lost.Token;
        _metrics.Gained(taken.Sent);
        _disposal = new Lazy<Task>(StopAndReleaseAsync);
        _renewing = RenewUntilEndAsync(taken.Sent);
    }

    public CancellationToken Lost { get; }

    public string Holder { get; }

    public ValueTask DisposeAsync() => new(_disposal.Value);

    private async Task RenewUntilEndAsync(long started)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, Lost);
        try
        {
            while (!_takenByAnother)
            {
                // Counted from the start of the request before: after one that hung or was slow there is no time to lose.
                var pause = NotNegative(_options.RetryPeriod - _time.GetElapsedTime(started));
                await Task.Delay(pause, _time, end.Token).ConfigureAwait(false);
                started = _time.GetTimestamp();
                await RenewAsync(end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (!_stop.IsCancellationRequested)
                Log.RanOut(_logger, _client.Name, Holder, _options.RenewDeadline);
        }
#pragma warning disable CA1031 // Whatever it is, the nomination is lost, and the one who works under it learns it through Lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.RenewalBroke(_logger, e, _client.Name, Holder);
        }
        finally
        {
            _metrics.Ended(_stop.IsCancellationRequested ? ElectionMetrics.Released : ElectionMetrics.Lost);
            _lost.Cancel();
        }
    }

    // Whatever fails here is tried again after the retry period, until the deadline.
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            // It was deleted and could not be made again, for want of the right perhaps; somebody may have made it since.
            if (_lease is null)
            {
                await ReadAndRenewAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            try
            {
                Renewed(await _client.HoldAsync(_lease, Holder, cancellationToken).ConfigureAwait(false));
            }
            catch (LeaseStoreException e) when (e.Failure == LeaseStoreFailure.Conflict)
            {
                await ReadAndRenewAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LeaseStoreException e)
        {
            Log.NotRenewed(_logger, _client.Name, e.Message);
        }
    }

    private async Task ReadAndRenewAsync(CancellationToken cancellationToken)
    {
        var now = await _client.GetAsync(cancellationToken).ConfigureAwait(false);
        if (now.Lease is not null && LeaseRecord.Of(now.Lease).Holder is var holder && holder != Holder)
        {
            _takenByAnother = true;
            Log.TakenByAnother(_logger, _client.Name, Holder, holder ?? "nobody");
            return;
        }

        // Deleted, edited elsewhere, or renewed by a request of ours whose answer was lost.
        _lease = now.Lease;
        Renewed(await _client.HoldAsync(_lease, Holder, cancellationToken).ConfigureAwait(false));
    }

    private void Renewed(LeaseReply reply)
    {
        _lease = reply.Lease;
        _lost.CancelAfter(Remaining(reply.Sent));
        _metrics.Renewed(reply.Sent);
    }

    private TimeSpan Remaining(long sent) => NotNegative(_options.RenewDeadline - _time.GetElapsedTime(sent));

    private static TimeSpan NotNegative(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    private async Task StopAndReleaseAsync()
    {
        _stop.Cancel();
        try
        {
            await _renewing.ConfigureAwait(false);
        }
        finally
        {
            if (!_takenByAnother)
                await _client.ReleaseAsync(Holder, _lease).ConfigureAwait(false);
            _lost.Dispose();
            _stop.Dispose();
            _releasedOrGone();
        }
    }
}

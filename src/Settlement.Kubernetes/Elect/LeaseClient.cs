using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Settlement.Kubernetes.Elect;

/// <summary>An answer about the lease, with the timestamps between which the API server gave it.</summary>
internal readonly record struct LeaseReply(V1Lease? Lease, long Sent, long Answered);

/// <summary>The lease with a time limit on each request. Tells the log when the API server starts and stops to refuse.</summary>
/// <remarks>For one caller at a time.</remarks>
internal sealed class LeaseClient(ILeaseStore store, ElectionOptions options, TimeProvider time, ILogger logger)
{
    private const int ReleaseAttempts = 3;

    private readonly Dictionary<string, LeaseStoreFailure> _reported = [];

    public string Name => store.Name;

    public Task<LeaseReply> GetAsync(CancellationToken cancellationToken) => AskAsync("get", store.GetAsync, cancellationToken);

    /// <summary>Takes or renews the lease as it was last seen; null stands for a lease that does not exist.</summary>
    public Task<LeaseReply> HoldAsync(V1Lease? seen, string holder, CancellationToken cancellationToken)
    {
        var spec = LeaseRecord.HeldBy(holder, seen?.Spec, options.PublishedSeconds, time.GetUtcNow());
        return AskAsync(
            seen is null ? "create" : "update",
            async token => seen is null
                ? await store.CreateAsync(spec, token).ConfigureAwait(false)
                : await store.ReplaceAsync(seen with { Spec = spec }, token).ConfigureAwait(false),
            cancellationToken);
    }

    /// <summary>Gives the lease back if the holder still has it. A failure is logged; the lease then runs out by itself.</summary>
    public async Task ReleaseAsync(string holder, V1Lease? seen)
    {
        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        try
        {
            if (await TryReleaseAsync(holder, seen, limit.Token).ConfigureAwait(false))
                Log.Released(logger, Name, holder);
        }
        catch (LeaseStoreException e)
        {
            Log.NotReleased(logger, e, Name, holder);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            Log.NotReleased(logger, e, Name, holder);
        }
    }

    private async Task<bool> TryReleaseAsync(string holder, V1Lease? seen, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var lease = seen ?? (await GetAsync(cancellationToken).ConfigureAwait(false)).Lease;
            if (lease?.Spec is null || lease.Spec.HolderIdentity != holder)
                return false;
            var released = lease with { Spec = LeaseRecord.Released(lease.Spec, time.GetUtcNow()) };
            try
            {
                await AskAsync("update", async token => await store.ReplaceAsync(released, token).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false);
                return true;
            }
            catch (LeaseStoreException e) when (e.Failure == LeaseStoreFailure.Conflict && attempt < ReleaseAttempts)
            {
                seen = null;
            }
        }
    }

    private async Task<LeaseReply> AskAsync(string verb, Func<CancellationToken, Task<V1Lease?>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var sent = time.GetTimestamp();
        try
        {
            var lease = await call(either.Token).ConfigureAwait(false);
            Report(verb, null);
            return new LeaseReply(lease, sent, time.GetTimestamp());
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var timeout = new LeaseStoreException(LeaseStoreFailure.Unavailable, $"No answer within {options.RequestTimeout}.", e);
            Report(verb, timeout);
            throw timeout;
        }
        catch (LeaseStoreException e)
        {
            Report(verb, e);
            throw;
        }
    }

    // A refusal is told once per verb, not with every attempt. A conflict is everyday life, and an answer.
    private void Report(string verb, LeaseStoreException? refusal)
    {
        switch (refusal?.Failure)
        {
            case LeaseStoreFailure.Forbidden when IsNews(verb, LeaseStoreFailure.Forbidden):
                Log.Forbidden(logger, Name, refusal.Message);
                break;
            case LeaseStoreFailure.Unavailable when IsNews(verb, LeaseStoreFailure.Unavailable):
                Log.Unavailable(logger, Name, refusal.Message, options.RetryPeriod);
                break;
            case null or LeaseStoreFailure.Conflict when _reported.Remove(verb):
                Log.AvailableAgain(logger, Name, verb);
                break;
        }
    }

    private bool IsNews(string verb, LeaseStoreFailure failure)
    {
        var news = !_reported.TryGetValue(verb, out var reported) || reported != failure;
        _reported[verb] = failure;
        return news;
    }
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Storage;

namespace Settlement.Sandbox.Kubernetes.Requests.Lists;

/// <summary>Waits for a version that a client has heard of elsewhere.</summary>
internal static class VersionWait
{
    /// <summary>How long a list waits for a version that is not written yet, as in a real API server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <exception cref="StatusException">504: it did not come.</exception>
    public static async Task ForAsync(ObjectStore store, long version, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(_ => patience.Cancel(), null, store.Version < version ? Patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var changes = new List<StoredEvent>();
        try
        {
            while (store.Version < version)
            {
                var (_, next) = store.Read(null, store.Version, 1, changes);
                if (next is not null)
                {
                    await next.WaitAsync(patience.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooLarge(version, store.Version);
        }
    }

    private static StatusException TooLarge(long asked, long present) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {present}", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });
}

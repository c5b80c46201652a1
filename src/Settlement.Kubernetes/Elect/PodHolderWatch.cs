using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using Microsoft.Extensions.Logging;

namespace Settlement.Kubernetes.Elect;

/// <summary>
/// Watches the one pod of a holder: list, watch from there, list again whenever the watch ends for whatever reason
/// (an ERROR event such as 410, a close, silence), at most once per retry period.
/// </summary>
/// <remarks>Needs list and watch on that pod; rights restricted by resource name suffice, because it selects by name.</remarks>
internal sealed class PodHolderWatch(
    IKubernetes client, string podNamespace, string container, ElectionOptions options, TimeProvider time, ILogger logger) : IHolderWatch
{
    // A connection may die without a sign. A fresh list this often bounds how long that goes unnoticed.
    private static readonly TimeSpan WatchLimit = TimeSpan.FromSeconds(30);

    public async Task<HolderEnd> WaitForEndAsync(HolderIdentity holder, CancellationToken cancellationToken)
    {
        var pod = new HolderPod(holder, container);
        var failing = false;
        while (true)
        {
            try
            {
                if (await ListAndWatchAsync(holder.PodName, pod, cancellationToken).ConfigureAwait(false) is { } end)
                    return end;
                failing = false;
            }
            catch (Exception e) when (MayPass(e, cancellationToken))
            {
                if (!failing)
                    Tell(holder.PodName, e);
                failing = true;
            }

            await Task.Delay(options.RetryPeriod, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HolderEnd?> ListAndWatchAsync(string podName, HolderPod pod, CancellationToken cancellationToken)
    {
        var selector = "metadata.name=" + podName;
        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var list = await client.CoreV1.ListNamespacedPodAsync(podNamespace, fieldSelector: selector, cancellationToken: either.Token)
            .ConfigureAwait(false);
        if (pod.Judge(list.Items.FirstOrDefault()) is { } already)
            return already;

        limit.CancelAfter(WatchLimit);
        Exception? error = null;
        void Fail(Exception e)
        {
            error = e;
            limit.Cancel();
        }

        var events = client.CoreV1.WatchListNamespacedPodAsync(
            podNamespace, fieldSelector: selector, resourceVersion: list.Metadata.ResourceVersion, onError: Fail, cancellationToken: either.Token);
        try
        {
            await foreach (var (type, seen) in events.ConfigureAwait(false))
            {
                if (type is WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted
                    && pod.Judge(type == WatchEventType.Deleted ? null : seen) is { } end)
                    return end;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.HolderWatchEnded(logger, podNamespace, podName, error?.Message ?? "its time is over");
            return null;
        }

        Log.HolderWatchEnded(logger, podNamespace, podName, error?.Message ?? "closed by the API server");
        return null;
    }

    private static bool MayPass(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception is HttpOperationException or HttpRequestException or IOException or JsonException or KubernetesException or OperationCanceledException;

    private void Tell(string podName, Exception e)
    {
        if (e is HttpOperationException { Response.StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized })
            Log.HolderWatchForbidden(logger, podNamespace, podName);
        else
            Log.HolderWatchFails(logger, podNamespace, podName, e.Message);
    }
}

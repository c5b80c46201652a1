using System.Threading.Channels;
using k8s;
using k8s.Models;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>
/// Brings a pod's status to the API server, one write at a time, each with what is true at that moment; many changes may become one write.
/// </summary>
internal sealed class PodStatusWriter(KubeletServices node, ResourceKey key, Func<string> build, Action onGone)
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private string? _written;

    public void Changed() => _changes.Writer.TryWrite(true);

    /// <summary>The last change has been announced: <see cref="RunAsync"/> writes it and ends.</summary>
    public void Complete() => _changes.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _changes.Reader.ReadAllAsync(cancellationToken))
            {
                await ApiErrors.UntilAnsweredAsync(WriteAsync, node.Time, node.Log, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e) || ApiErrors.IsConflict(e))
        {
            // No such pod, or one with another uid: ours is gone and the watch will say so a little later.
            onGone();
        }
    }

    private async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        var patch = build();
        if (patch == _written)
        {
            return false;
        }

        try
        {
            await node.Client.CoreV1.PatchNamespacedPodStatusAsync(
                new V1Patch(patch, V1Patch.PatchType.StrategicMergePatch), key.Name, key.Namespace, cancellationToken: cancellationToken);
            _written = patch;
        }
        catch (Exception e) when (ApiErrors.IsRefused(e))
        {
            node.Log.StatusRefused(e, key);
        }

        return true;
    }
}

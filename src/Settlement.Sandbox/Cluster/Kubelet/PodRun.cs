using System.Globalization;
using k8s.Models;
using Settlement.Kubernetes.Resources;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>A pod's processes and what they stand on: address, folder, credentials, crash points.</summary>
internal sealed class PodRun : IDisposable
{
    private readonly KubeletServices _node;
    private readonly Func<V1Pod> _pod;
    private readonly StopOrder _stop;
    private readonly Action _changed;
    private readonly List<ContainerSupervisor> _inits;
    private readonly List<ContainerSupervisor> _mains;
    private readonly CrashPointFile _crashPoints;
    private readonly Lock _folder = new();
    private readonly CancellationTokenSource _over = new();
    private bool _disposed;

    public PodRun(KubeletServices node, Func<V1Pod> pod, StopOrder stop, Action changed)
    {
        (_node, _pod, _stop, _changed) = (node, pod, stop, changed);
        var spec = pod().Spec;
        var folder = Path.Combine(node.Options.StateDirectory, "pods", pod().Metadata.Uid);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _crashPoints = new CrashPointFile(folder);
        Surroundings = new PodSurroundings(node.Addresses.Take(), folder, EnvironmentOf(folder, spec));
        _inits = [.. (spec.InitContainers ?? []).Select(container => Supervise(container, isInit: true))];
        _mains = [.. spec.Containers.Select(container => Supervise(container, isInit: false))];
    }

    public PodSurroundings Surroundings { get; }

    public bool IsOver { get; private set; }

    public IReadOnlyList<ContainerSnapshot> Inits => [.. _inits.Select(init => init.Snapshot)];

    public IReadOnlyList<ContainerSnapshot> Mains => [.. _mains.Select(main => main.Snapshot)];

    public ContainerSupervisor? Find(string container)
    {
        var names = _pod().Spec.Containers.Concat(_pod().Spec.InitContainers ?? []).Select(candidate => candidate.Name).ToList();
        var index = names.IndexOf(container);
        return index < 0 ? null : _mains.Concat(_inits).ElementAt(index);
    }

    /// <summary>Arms the crash points of the pod's annotation, while the pod has a folder.</summary>
    public void ApplyCrashPoints(V1Pod pod)
    {
        lock (_folder)
        {
            if (!_disposed)
            {
                _crashPoints.Apply(pod);
            }
        }
    }

    /// <summary>Completes when every container has finished for good and no process is left.</summary>
    public async Task RunAsync()
    {
        var fresh = await CredentialsAsync();
        foreach (var init in _inits)
        {
            if (!_stop.IsGiven && _inits.TakeWhile(earlier => earlier != init).All(earlier => earlier.Snapshot.Succeeded))
            {
                await init.RunAsync();
            }
        }

        if (!_stop.IsGiven && _inits.All(init => init.Snapshot.Succeeded))
        {
            await Task.WhenAll(_mains.Select(main => main.RunAsync()));
        }

        IsOver = true;
        _changed();
        await _over.CancelAsync();
        await fresh.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        foreach (var container in _inits.Concat(_mains))
        {
            container.Logs.Dispose();
        }

        _node.Addresses.Return(Surroundings.Address);
        _over.Dispose();
        lock (_folder)
        {
            _disposed = true;
            try
            {
                Directory.Delete(Surroundings.Folder, recursive: true);
            }
            catch (IOException e)
            {
                // A descendant that left its process group may still write there; the next sandbox deletes the folder.
                _node.Log.FolderNotDeleted(e, Surroundings.Folder);
            }
        }
    }

    // The first token must be there before the first container; a service account that does not exist yet is waited for.
    private async Task<Task> CredentialsAsync()
    {
        if (_pod().Spec.AutomountServiceAccountToken == false)
        {
            return Task.CompletedTask;
        }

        string? told = null;
        while (!_stop.IsGiven)
        {
            try
            {
                var next = await _node.ServiceAccounts.WriteAsync(_pod(), Surroundings.Folder, _stop.Gently);
                return _node.ServiceAccounts.KeepFreshAsync(_pod(), Surroundings.Folder, next, _over.Token);
            }
            catch (Exception e) when (ApiErrors.IsFromServer(e) || e is OperationCanceledException)
            {
                if (told != e.Message && !_stop.IsGiven)
                {
                    told = e.Message;
                    _node.Events.Warning(PodReference.Of(_pod()), "FailedMount", $"No token for service account {_pod().Spec.ServiceAccountName}: {e.Message}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), _node.Time, _stop.Gently).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return Task.CompletedTask;
    }

    private ContainerSupervisor Supervise(V1Container container, bool isInit) => new(_node, _pod, container, isInit, Surroundings, _stop, _changed);

    private Dictionary<string, string> EnvironmentOf(string folder, V1PodSpec spec)
    {
        var server = _node.ApiServer.Url;
        var result = new Dictionary<string, string>
        {
            ["HOSTNAME"] = spec.Hostname ?? _pod().Metadata.Name,
            ["KUBERNETES_SERVICE_HOST"] = server.Host,
            ["KUBERNETES_SERVICE_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture),
            [CrashPointFile.Variable] = _crashPoints.FilePath,
        };
        if (spec.AutomountServiceAccountToken != false)
        {
            result["KUBECONFIG"] = ServiceAccountFiles.KubeconfigOf(folder);
            if (server.Scheme == Uri.UriSchemeHttps && !_node.ApiServer.SkipVerification && _node.ApiServer.CertificateAuthority.Length > 0)
                result[KubernetesConnection.ServiceAccountVariable] = folder;
        }

        return result;
    }
}

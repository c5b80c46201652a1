using k8s;
using k8s.Models;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Elect;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Elect;

/// <summary>A candidate on a real API server, with a pod of its own that no kubelet runs.</summary>
internal sealed class ServerCandidate : IAsyncDisposable
{
    public const string LeaseName = "run-leader";
    public const string Container = "settler";

    /// <summary>A lease that never runs out while a test waits: a takeover has another reason.</summary>
    public static readonly ElectionOptions Long = new()
    {
        LeaseDuration = TimeSpan.FromMinutes(5),
        RenewDeadline = TimeSpan.FromMinutes(2),
        RetryPeriod = TimeSpan.FromMilliseconds(200),
    };

    private readonly KubeLite _server;
    private readonly string _namespace;
    private readonly Elector _elector;
    private readonly CancellationTokenSource _stop = new();
    private Task<INomination>? _campaign;

    private ServerCandidate(KubeLite server, string @namespace, HolderIdentity me, ElectionOptions options, string? serviceAccount)
    {
        (_server, _namespace, Me) = (server, @namespace, me);
        (string, string)? account = serviceAccount is null ? null : (@namespace, serviceAccount);
        _elector = new Elector(
            () => server.Configuration(account), new Candidacy(@namespace, LeaseName, me, Container), options, TimeProvider.System, Log);
    }

    public HolderIdentity Me { get; }

    public ListLogger<Elector> Log { get; } = new();

    public bool Leads => _campaign is { IsCompletedSuccessfully: true } && !_campaign.Result.Lost.IsCancellationRequested;

    public bool Waits => _campaign is { IsCompleted: false };

    public static async Task<ServerCandidate> StartAsync(
        KubeLite server, string @namespace, string podName, ElectionOptions options, CancellationToken cancellationToken, string? serviceAccount = null)
    {
        var pod = await server.Admin.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = podName },
                Spec = new V1PodSpec { NodeName = "nowhere", Containers = [new V1Container { Name = Container, Image = "settlement" }] },
            },
            @namespace, cancellationToken: cancellationToken);
        var candidate = new ServerCandidate(server, @namespace, HolderIdentity.Create(podName, pod.Metadata.Uid), options, serviceAccount);
        candidate.Campaign();
        return candidate;
    }

    public void Campaign() => _campaign = _elector.CampaignAsync(() => false, _stop.Token);

    public Task LeadsAsync(CancellationToken cancellationToken) => Wait.UntilAsync(() => Leads, $"{Me.PodName} leads", cancellationToken);

    public Task LosesAsync(CancellationToken cancellationToken) => Wait.UntilAsync(() => !Leads, $"{Me.PodName} has lost", cancellationToken);

    /// <summary>Waits until it follows another holder, so that what happens next is seen by a watch that runs.</summary>
    public Task FollowsAsync(CancellationToken cancellationToken) =>
        Wait.UntilAsync(() => Log.Count(3101) > 0, $"{Me.PodName} sees the holder", cancellationToken);

    public async Task ReleaseAsync() => await (await _campaign!).DisposeAsync();

    public Task DeletePodAsync(CancellationToken cancellationToken) =>
        _server.Admin.DeleteNamespacedPodAsync(Me.PodName, _namespace, gracePeriodSeconds: 0, cancellationToken: cancellationToken);

    public Task SetContainerAsync(V1ContainerState state, string id, CancellationToken cancellationToken)
    {
        var status = new V1ContainerStatus
        {
            Name = Container,
            Image = "settlement",
            ImageID = "",
            ContainerID = "process://" + id,
            Ready = false,
            RestartCount = 0,
            State = state,
        };
        var patch = KubernetesJson.Serialize(new { status = new { phase = "Running", containerStatuses = new[] { status } } });
        return _server.Admin.PatchNamespacedPodStatusAsync(
            new V1Patch(patch, V1Patch.PatchType.MergePatch), Me.PodName, _namespace, cancellationToken: cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_campaign is not null)
            await ((Task)_campaign).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_campaign is { IsCompletedSuccessfully: true })
            await ReleaseAsync();
        _elector.Dispose();
        _stop.Dispose();
    }
}

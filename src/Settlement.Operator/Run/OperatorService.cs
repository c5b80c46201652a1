using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Reconcile;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Watch;

namespace Settlement.Operator.Run;

/// <summary>
/// Runs the operator: keeps the copies of all kinds warm, waits to be nominated among the replicas, and reconciles for as long as the nomination is held. Two replicas that
/// both believe to be nominated do no harm: every write is an apply of the same content.
/// </summary>
/// <param name="cluster">Copies and clients.</param>
/// <param name="controller">What to do with a run.</param>
/// <param name="election">Election among the replicas.</param>
/// <param name="events">Recorder to run beside.</param>
/// <param name="metrics">Counts of the reconciler.</param>
/// <param name="time">Clock.</param>
/// <param name="random">Seeded source of jitter.</param>
/// <param name="options">Options of the command.</param>
/// <param name="logger">Log.</param>
internal sealed class OperatorService(
    ClusterView cluster,
    IEntityController<SettlementRun> controller,
    IElection election,
    EventRecorder events,
    ReconcileMetrics metrics,
    TimeProvider time,
    Random random,
    OperatorOptions options,
    ILogger<OperatorService> logger) : BackgroundService
{
    private const int Workers = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var reconciler = new EntityReconciler<SettlementRun>(cluster.Runs.Informer, controller, metrics, time, new Random(random.Next()), logger);
        reconciler.Owns(cluster.ServiceAccounts.Informer);
        reconciler.Owns(cluster.Roles.Informer);
        reconciler.Owns(cluster.RoleBindings.Informer);
        reconciler.Owns(cluster.Leases.Informer);
        reconciler.Owns(cluster.Services.Informer);
        reconciler.Owns(cluster.DisruptionBudgets.Informer);
        reconciler.Owns(cluster.StatefulSets.Informer);
        reconciler.Follows(cluster.Pods.Informer, RunOf);

        var background = cluster.Informers.Select(informer => informer.RunAsync(stoppingToken)).Append(events.RunAsync(stoppingToken)).ToList();
        Log.Watching(logger, options.Namespace ?? "all namespaces");
        try
        {
            await Task.WhenAll(cluster.Informers.Select(informer => informer.Synced)).WaitAsync(stoppingToken).ConfigureAwait(false);
            while (!stoppingToken.IsCancellationRequested) await LeadAsync(reconciler, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is the normal end.
        }

        await Task.WhenAll(background).ConfigureAwait(false);
    }

    private async Task LeadAsync(EntityReconciler<SettlementRun> reconciler, CancellationToken stoppingToken)
    {
        var nomination = await election.CampaignAsync(() => false, stoppingToken).ConfigureAwait(false);
        await using (nomination.ConfigureAwait(false))
        {
            Log.Nominated(logger, nomination.Holder);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, nomination.Lost);
            await reconciler.RunAsync(Workers, both.Token).ConfigureAwait(false);
            if (!stoppingToken.IsCancellationRequested) Log.NominationLost(logger);
        }
    }

    private static ResourceKey? RunOf(V1Pod pod) =>
        pod.Metadata.Labels?.TryGetValue(RunNames.RunLabel, out var run) == true ? new ResourceKey(pod.Metadata.NamespaceProperty, run) : null;
}

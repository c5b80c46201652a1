using System.Net;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>The probes of one run of a container: startup first, then readiness and liveness together.</summary>
internal sealed class ContainerProbes(
    KubeletServices node,
    V1Container container,
    IPAddress address,
    ContainerCommand command,
    ContainerEvents events,
    ContainerKiller killer,
    Action<Func<ContainerSnapshot, ContainerSnapshot>> update)
{
    private readonly ProbeLoop _loop = new(node.Prober, container, address, command, node.Time);

    /// <summary>Runs until the container ends; completes without an error then.</summary>
    public async Task RunAsync(TimeSpan podGrace, CancellationToken ended)
    {
        try
        {
            if (container.StartupProbe is { } startup && !await HasStartedAsync(startup, podGrace, ended))
            {
                return;
            }

            await Task.WhenAll(
                container.ReadinessProbe is { } readiness ? WatchReadinessAsync(readiness, ended) : Task.CompletedTask,
                container.LivenessProbe is { } liveness ? WatchLivenessAsync(liveness, "Liveness", podGrace, ended) : Task.CompletedTask);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task<bool> HasStartedAsync(V1Probe probe, TimeSpan podGrace, CancellationToken ended)
    {
        var started = false;
        await _loop.RunAsync(
            probe,
            success =>
            {
                started = success;
                if (success)
                {
                    update(snapshot => ended.IsCancellationRequested ? snapshot : snapshot with { Started = true, Ready = container.ReadinessProbe is null });
                }
                else
                {
                    End(probe, "Startup", podGrace);
                }

                return false;
            },
            failure => events.Unhealthy("Startup", failure),
            ended);
        return started;
    }

    private Task WatchReadinessAsync(V1Probe probe, CancellationToken ended) => _loop.RunAsync(
        probe,
        success =>
        {
            update(snapshot => ended.IsCancellationRequested ? snapshot : snapshot with { Ready = success });
            return true;
        },
        failure => events.Unhealthy("Readiness", failure),
        ended);

    private Task WatchLivenessAsync(V1Probe probe, string name, TimeSpan podGrace, CancellationToken ended) => _loop.RunAsync(
        probe,
        success =>
        {
            if (!success)
            {
                End(probe, name, podGrace);
            }

            return success;
        },
        failure => events.Unhealthy(name, failure),
        ended);

    private void End(V1Probe probe, string name, TimeSpan podGrace)
    {
        var grace = probe.TerminationGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : podGrace;
        killer.EndGently(grace, $"{name} probe failed");
    }
}

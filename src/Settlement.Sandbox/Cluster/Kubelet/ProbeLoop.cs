using System.Net;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Repeats a probe by its period and turns attempts into results by its thresholds.</summary>
internal sealed class ProbeLoop(Prober prober, V1Container container, IPAddress address, ContainerCommand command, TimeProvider time)
{
    /// <param name="probe">The probe to run.</param>
    /// <param name="onResult">Told each time a threshold is reached anew; returns whether to go on.</param>
    /// <param name="onFailure">Told each failed attempt.</param>
    /// <param name="cancellationToken">Ends the loop, normally with the container.</param>
    public async Task RunAsync(V1Probe probe, Func<bool, bool> onResult, Action<string> onFailure, CancellationToken cancellationToken)
    {
        var period = TimeSpan.FromSeconds(probe.PeriodSeconds ?? 10);
        var timeout = TimeSpan.FromSeconds(probe.TimeoutSeconds ?? 1);
        var (successes, failures) = (0, 0);
        await Task.Delay(TimeSpan.FromSeconds(probe.InitialDelaySeconds ?? 0), time, cancellationToken);
        while (true)
        {
            var failure = await TryAsync(probe, timeout, cancellationToken);
            (successes, failures) = failure is null ? (successes + 1, 0) : (0, failures + 1);
            if (failure is not null)
            {
                onFailure(failure);
            }

            var reached = failure is null ? successes == (probe.SuccessThreshold ?? 1) : failures == (probe.FailureThreshold ?? 3);
            if (reached && !onResult(failure is null))
            {
                return;
            }

            await Task.Delay(period, time, cancellationToken);
        }
    }

    private async Task<string?> TryAsync(V1Probe probe, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var expired = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        try
        {
            return await prober.TryAsync(probe, container, address, command, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {timeout.TotalSeconds} s";
        }
    }
}

using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Settlement.Operator.Run;

/// <summary>Alive while every informer has heard from the API server lately: one that is silent for too long would not tell of changes, and a new process helps.</summary>
/// <param name="cluster">The informers.</param>
internal sealed class InformerLiveness(ClusterView cluster) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var dead = cluster.Informers.Where(informer => informer.SinceContact() > informer.LongestSilence)
            .Select(informer => string.Create(CultureInfo.InvariantCulture, $"{informer.Kind} was last heard of {informer.SinceContact().TotalSeconds:F0} s ago"))
            .ToList();
        return Task.FromResult(dead.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", dead)));
    }
}

/// <summary>Ready when every informer has its first list.</summary>
/// <param name="cluster">The informers.</param>
internal sealed class InformerReadiness(ClusterView cluster) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var waiting = cluster.Informers.Where(informer => !informer.Synced.IsCompletedSuccessfully).Select(informer => informer.Kind).ToList();
        return Task.FromResult(waiting.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not listed yet: " + string.Join(", ", waiting)));
    }
}

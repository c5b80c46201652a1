using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Settlement.Operator.Hosting;

/// <summary>Metrics and traces of all parts.</summary>
internal static class Telemetry
{
    /// <summary>All meters and activity sources of the product are named so.</summary>
    private const string Ours = "Settlement.*";

    /// <summary>
    /// Collects metrics for /metrics, and sends metrics and traces over OTLP where OTEL_EXPORTER_OTLP_ENDPOINT is set; the other OTEL_ variables apply.
    /// </summary>
    /// <param name="services">Services of the host.</param>
    /// <param name="service">Name of the service, such as settlement-operator.</param>
    /// <param name="instance">Name of the instance: the pod.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, string service, string instance)
    {
        var isExported = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, serviceInstanceId: instance))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Ours, "Npgsql").AddRuntimeInstrumentation().AddPrometheusExporter();
                if (isExported) metrics.AddOtlpExporter();
            })
            .WithTracing(traces =>
            {
                if (isExported) traces.AddSource(Ours, "Npgsql").AddOtlpExporter();
            });
        return services;
    }
}

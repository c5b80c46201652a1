using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Settlement.Operator.Hosting;

/// <summary>The frame of a long-running command: log, telemetry, and the HTTP endpoints that Kubernetes probes.</summary>
internal static class ServiceHost
{
    /// <summary>Tag of checks that decide /startupz.</summary>
    public const string Startup = "startup";

    /// <summary>Tag of checks that decide /readyz.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of checks that decide /livez; when one fails for long, Kubernetes starts the container again.</summary>
    public const string Live = "live";

    /// <summary>Where to listen when nothing else is said: port 8080 of the pod's address, or of this machine alone outside of a pod.</summary>
    public static string DefaultAddress => $"http://{Environment.GetEnvironmentVariable("POD_IP") switch
    {
        null or "" => "127.0.0.1",
        var ip when ip.Contains(':', StringComparison.Ordinal) => $"[{ip}]",
        var ip => ip,
    }}:8080";

    /// <summary>Begins a host; add services and checks, then <see cref="Build"/>.</summary>
    /// <param name="service">Name of the service in telemetry.</param>
    /// <param name="instance">Name of the instance in telemetry.</param>
    /// <param name="format">Format of the log.</param>
    /// <param name="address">Where to listen, such as http://10.0.0.1:8080.</param>
    public static WebApplicationBuilder Begin(string service, string instance, LogFormat format, string address)
    {
        // Neither arguments nor settings files: what a command takes is what its options and the documented variables say.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ServiceHost).Assembly.GetName().Name });
        builder.Logging.UseFormat(format);
        builder.WebHost.UseUrls(address);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddTelemetry(service, instance);
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = TimeSpan.FromSeconds(20);
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
        return builder;
    }

    /// <summary>Makes the host with /startupz, /readyz, /livez and /metrics.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        // As middleware: a table of routes costs more to build than these four paths are worth.
        foreach (var tag in (string[])[Startup, Ready, Live])
        {
            app.UseHealthChecks($"/{tag}z", new HealthCheckOptions { Predicate = check => check.Tags.Contains(tag), ResponseWriter = WriteAsync });
        }

        app.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            report.Status == HealthStatus.Healthy ? "ok" : string.Join('\n', report.Entries
                .Where(entry => entry.Value.Status != HealthStatus.Healthy)
                .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}: {entry.Value.Description}"))),
            context.RequestAborted);
    }
}

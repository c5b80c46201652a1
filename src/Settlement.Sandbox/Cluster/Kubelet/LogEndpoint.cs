using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>The kubelet endpoint that the API server reads logs from: plain HTTP on loopback, <c>/containerLogs/namespace/pod/container</c>.</summary>
internal sealed class LogEndpoint : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();

    private LogEndpoint(WebApplication web, TimeProvider time)
    {
        _web = web;
        _time = time;
    }

    /// <summary>Finds a container's log; set before the node is announced.</summary>
    public Func<ResourceKey, string, bool, ContainerLog?> Find { get; set; } = (_, _, _) => null;

    public int Port => new Uri(_web.Urls.First()).Port;

    public static async Task<LogEndpoint> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var endpoint = new LogEndpoint(builder.Build(), time);
        endpoint._web.MapGet("/containerLogs/{ns}/{pod}/{container}", endpoint.ServeAsync);
        await endpoint._web.StartAsync(cancellationToken);
        return endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _web.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var route = context.Request.RouteValues;
        var (key, container) = (new ResourceKey((string)route["ns"]!, (string)route["pod"]!), (string)route["container"]!);
        var request = Parse(context.Request.Query);
        if (Find(key, container, request.Previous) is not { } log)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(
                $"{(request.Previous ? "previous terminated " : "")}container \"{container}\" in pod \"{key.Name}\" is waiting to start or not found", context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/plain";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            await context.Response.StartAsync(either.Token);
            await LogReader.CopyAsync(log, request, context.Response.Body, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The reader has left, or the sandbox stops: the answer just ends.
            return;
        }
    }

    private LogRequest Parse(IQueryCollection query)
    {
        DateTimeOffset? since = Number(query["sinceSeconds"]) is { } seconds ? _time.GetUtcNow() - TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(query["sinceTime"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : null;
        return new LogRequest(query["follow"] == "true", query["previous"] == "true", query["timestamps"] == "true", Number(query["tailLines"]), since, Number(query["limitBytes"]));
    }

    private static long? Number(StringValues value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

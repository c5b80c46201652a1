using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Faults;

/// <summary>The embedded Kafka's faults over plain HTTP on the loopback address, for commands and tests that are not in this process.</summary>
internal sealed class FaultEndpoint : IAsyncDisposable
{
    /// <summary>How orders and lists are written.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly WebApplication _web;

    private FaultEndpoint(WebApplication web) => _web = web;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_web.Urls.First());

    /// <summary>Starts it.</summary>
    /// <param name="control">The faults.</param>
    /// <param name="port">A loopback port; 0 takes a free one.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FaultEndpoint> StartAsync(FaultControl control, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(FormattableString.Invariant($"http://127.0.0.1:{port}"));
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var web = builder.Build();
        web.MapGet("/faults", http => http.Response.WriteAsJsonAsync(control.List(), Json, http.RequestAborted));
        Map(web, "POST", "/faults", async http => control.Add(await OrderAsync(http)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Map(web, "POST", "/faults/{id:int}/release", http => Done(() => control.Release(Id(http))));
        Map(web, "DELETE", "/faults/{id:int}", http => Done(() => control.Remove(Id(http))));
        Map(web, "DELETE", "/faults", _ => Done(control.Clear));
        Map(web, "POST", "/pause", _ => Done(control.Pause));
        Map(web, "POST", "/resume", _ => Done(control.Resume));
        Map(web, "POST", "/restart", async _ =>
        {
            await control.RestartAsync();
            return "";
        });
        await web.StartAsync(cancellationToken);
        return new FaultEndpoint(web);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static void Map(WebApplication web, string method, string path, Func<HttpContext, Task<string>> answer) => web.MapMethods(path, [method], async http =>
    {
        string text;
        try
        {
            text = await answer(http);
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            text = wrong.Message;
        }
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    });

    private static async Task<FaultOrder> OrderAsync(HttpContext http) =>
        await JsonSerializer.DeserializeAsync<FaultOrder>(http.Request.Body, Json, http.RequestAborted) ?? throw new FormatException("The body is empty.");

    private static int Id(HttpContext http) => int.Parse((string)http.Request.RouteValues["id"]!, System.Globalization.CultureInfo.InvariantCulture);

    private static Task<string> Done(Action deed)
    {
        deed();
        return Task.FromResult("");
    }
}

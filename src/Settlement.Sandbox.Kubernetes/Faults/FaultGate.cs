using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Requests;

namespace Settlement.Sandbox.Kubernetes.Faults;

/// <summary>Stands in front of the server: counts requests, disturbs those that a fault meets, and keeps the means to end watches.</summary>
internal sealed class FaultGate(FaultRules rules, OpenWatches watches, TimeProvider time)
{
    private long _requests;

    /// <summary>How many requests came so far.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    public async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        Interlocked.Increment(ref _requests);
        if (rules.Take(false, http.Request.Method, http.Request.Path) is { } fault && !await PassesAsync(http, fault))
        {
            return;
        }

        if (!IsWatch(http.Request))
        {
            await next(http);
            return;
        }

        using var watch = watches.Open(http.Request.Method, http.Request.Path);
        http.Features.Set<IWatchFaults>(watch);
        await next(http);
    }

    /// <summary>A watch by its parameter: any value but <c>0</c> and <c>false</c>.</summary>
    private static bool IsWatch(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Query.TryGetValue("watch", out var value) && value.ToString() is not ("0" or "false");

    private async Task<bool> PassesAsync(HttpContext http, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Abort:
                http.Abort();
                return false;
            case FaultKind.Refuse:
                var refusal = InjectedFailure.Of(fault.Code);
                http.Response.StatusCode = fault.Code;
                http.Response.ContentType = "application/json";
                if (fault.Code is 429 or 503)
                {
                    http.Response.Headers.RetryAfter = "1";
                }

                await http.Response.WriteAsync(refusal.ToStatus().ToJsonString(Json.Compact) + "\n", http.RequestAborted);
                return false;
            default:
                await Task.Delay(fault.Delay, time, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return !http.RequestAborted.IsCancellationRequested;
        }
    }
}

using System.Net;
using k8s;
using k8s.Autorest;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Cluster;

/// <summary>What a failed request means, and patience with a server that is away for a while.</summary>
internal static class ApiErrors
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public static bool IsNotFound(Exception error) => Status(error) == HttpStatusCode.NotFound;

    /// <summary>Also the answer to a violated uid precondition and to a second creation.</summary>
    public static bool IsConflict(Exception error) => Status(error) == HttpStatusCode.Conflict;

    /// <summary>The server understood the request and does not accept it as it is: repeating it is of no use.</summary>
    public static bool IsRefused(Exception error) => Status(error) is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden;

    /// <summary>True for everything a server or the way to it can do to a request; false for our own mistakes.</summary>
    public static bool IsFromServer(Exception error) =>
        error is HttpOperationException or KubernetesException or HttpRequestException or IOException or System.Text.Json.JsonException;

    /// <summary>True where the same request may succeed later: no answer, overload, or an error inside the server.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        HttpOperationException => Status(error) is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
        HttpRequestException or IOException or TaskCanceledException => true,
        _ => false,
    };

    /// <summary>Repeats a request until the server has answered it; other than transient errors are thrown.</summary>
    public static async Task<TResult> UntilAnsweredAsync<TResult>(
        Func<CancellationToken, Task<TResult>> request, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                return await request(cancellationToken);
            }
            catch (Exception e) when (IsTransient(e) && !cancellationToken.IsCancellationRequested)
            {
                log.RequestRepeated(e);
                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static HttpStatusCode? Status(Exception error) => (error as HttpOperationException)?.Response?.StatusCode;
}

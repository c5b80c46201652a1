using System.Net;
using k8s.Models;

namespace Settlement.Kubernetes.Resources;

/// <summary>The API server refused a request, or could not be reached.</summary>
public sealed class ApiException : Exception
{
    /// <summary>The server answered with a failure.</summary>
    /// <param name="request">Verb and path, for people.</param>
    /// <param name="status">HTTP status code.</param>
    /// <param name="body">The server's own explanation; null when it gave none.</param>
    /// <param name="retryAfter">How long the server wants to be left alone; null when it did not say.</param>
    public ApiException(string request, HttpStatusCode status, V1Status? body, TimeSpan? retryAfter)
        : base($"{request} was answered with {(int)status} {body?.Reason ?? status.ToString()}{(body?.Message is { Length: > 0 } text ? ": " + text : "")}")
    {
        Status = status;
        Reason = body?.Reason ?? status.ToString();
        RetryAfter = retryAfter;
    }

    /// <summary>The server did not answer.</summary>
    /// <param name="request">Verb and path, for people.</param>
    /// <param name="inner">Cause.</param>
    public ApiException(string request, Exception inner)
        : base($"{request} got no answer: {inner.Message}", inner) => Reason = "Unreachable";

    /// <summary>HTTP status code; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Kubernetes' reason, such as NotFound, Conflict, Forbidden or Expired; "Unreachable" when there was no answer.</summary>
    public string Reason { get; }

    /// <summary>How long the server wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the same request may succeed later without anybody's help.</summary>
    public bool IsTransient => Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>Whether the version that a list or watch was to go on from has been compacted away: list again.</summary>
    public bool IsExpired => Status == HttpStatusCode.Gone;
}

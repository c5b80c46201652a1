using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Watch;

/// <summary>The lines of one watch, as objects.</summary>
internal static class WatchStream
{
    internal enum LineKind
    {
        Added,
        Modified,
        Deleted,
        Bookmark,
    }

    /// <summary>Reads until the server ends the watch.</summary>
    /// <exception cref="ApiException">
    /// The server reported an error inside the stream (an HTTP 200 may be followed by 410 Expired), or the connection or a line broke.
    /// </exception>
    public static async IAsyncEnumerable<(LineKind Kind, T Resource)> ReadAsync<T>(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var request = $"watch of {Kinds.Kind<T>()}";
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        while (await LineAsync(reader, request, cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0) yield return Parse<T>(line, request);
        }
    }

    private static async Task<string?> LineAsync(StreamReader reader, string request, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ApiException(request, e);
        }
    }

    private static (LineKind Kind, T Resource) Parse<T>(string line, string request) where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var content = document.RootElement.GetProperty("object").GetRawText();
            var kind = document.RootElement.GetProperty("type").GetString() switch
            {
                "ADDED" => LineKind.Added,
                "MODIFIED" => LineKind.Modified,
                "DELETED" => LineKind.Deleted,
                "BOOKMARK" => LineKind.Bookmark,
                "ERROR" => throw Failure(request, KubernetesJson.Deserialize<V1Status>(content)),
                var other => throw new JsonException($"unknown event type '{other}'"),
            };
            return (kind, KubernetesJson.Deserialize<T>(content));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The last line of a connection that was cut in its middle looks like this: what it said comes again after the last whole one.
            throw new ApiException(request, e);
        }
    }

    private static ApiException Failure(string request, V1Status status) =>
        new(request, (HttpStatusCode)(status.Code ?? (int)HttpStatusCode.InternalServerError), status, status.Details?.RetryAfterSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null);
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace Settlement.Kubernetes.Resources;

/// <summary>
/// Reads and writes one kind of resource, built-in or custom, over a KubernetesClient's connection and credentials. Unlike the
/// generated operations it has one shape for all kinds, gives each request a deadline and tells compacted versions apart.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class ResourceClient<T> where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly KubernetesEntityAttribute Entity = Kinds.Entity<T>();

    private readonly k8s.Kubernetes _kubernetes;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <summary>Makes a client.</summary>
    /// <param name="kubernetes">Connection and credentials.</param>
    /// <param name="time">Clock of the deadlines.</param>
    /// <param name="timeout">Deadline of each request but watches; default 30 s.</param>
    public ResourceClient(k8s.Kubernetes kubernetes, TimeProvider time, TimeSpan? timeout = null)
    {
        _kubernetes = kubernetes;
        _time = time;
        _timeout = timeout ?? TimeSpan.FromSeconds(30);
    }

    /// <summary>Reads one page.</summary>
    /// <param name="scope">What to list.</param>
    /// <param name="limit">Objects per page.</param>
    /// <param name="continueToken">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ApiException">Refused or unreachable; <see cref="ApiException.IsExpired"/> when the token is too old.</exception>
    public Task<ResourceList<T>> ListAsync(ResourceScope scope, int limit, string? continueToken, CancellationToken cancellationToken)
    {
        var query = scope.Query();
        query.Add($"limit={limit}");
        if (continueToken is not null) query.Add("continue=" + Uri.EscapeDataString(continueToken));
        return SendAsync<ResourceList<T>>(HttpMethod.Get, Url(scope.Namespace, null, null, query), null, cancellationToken);
    }

    /// <summary>Opens a watch; the caller reads one JSON event per line and disposes the response.</summary>
    /// <param name="scope">What to watch.</param>
    /// <param name="resourceVersion">Version to go on from.</param>
    /// <param name="serverTimeout">After this the server ends the watch in an orderly way.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="ApiException">Refused or unreachable; <see cref="ApiException.IsExpired"/> when the version is too old.</exception>
    public async Task<HttpResponseMessage> WatchAsync(ResourceScope scope, string resourceVersion, TimeSpan serverTimeout, CancellationToken cancellationToken)
    {
        var query = scope.Query();
        query.Add("watch=true");
        query.Add("allowWatchBookmarks=true");
        query.Add($"timeoutSeconds={(int)serverTimeout.TotalSeconds}");
        query.Add("resourceVersion=" + Uri.EscapeDataString(resourceVersion));
        return await ExchangeAsync(HttpMethod.Get, Url(scope.Namespace, null, null, query), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one object.</summary>
    /// <returns>The object; null when it does not exist.</returns>
    /// <exception cref="ApiException">Refused or unreachable.</exception>
    public async Task<T?> GetAsync(string? @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync<T>(HttpMethod.Get, Url(@namespace, name, null, []), null, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Creates an object; its name may come from generateName.</summary>
    /// <exception cref="ApiException">Refused or unreachable.</exception>
    public Task<T> CreateAsync(T resource, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Post, Url(resource.Metadata.NamespaceProperty, null, null, []), Json(KubernetesJson.Serialize(resource), "application/json"), cancellationToken);

    /// <summary>Server-side apply: makes the fields in <paramref name="body"/> so, and gives up owned fields that are no longer in it.</summary>
    /// <param name="namespace">Namespace.</param>
    /// <param name="name">Name.</param>
    /// <param name="subresource">"status", or null for the object itself.</param>
    /// <param name="body">The fields, with apiVersion, kind and metadata.</param>
    /// <param name="fieldManager">Who owns the fields.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The object after the change.</returns>
    /// <exception cref="ApiException">Refused or unreachable.</exception>
    public Task<T> ApplyAsync(string? @namespace, string name, string? subresource, object body, string fieldManager, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Patch, Url(@namespace, name, subresource, ["force=true", "fieldManager=" + Uri.EscapeDataString(fieldManager)]),
            Json(KubernetesJson.Serialize(body), "application/apply-patch+yaml"), cancellationToken);

    /// <summary>JSON patch (RFC 6902); a failed test in it is refused with 422.</summary>
    /// <exception cref="ApiException">Refused or unreachable.</exception>
    public Task<T> PatchAsync(string? @namespace, string name, string? subresource, string operations, string fieldManager, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Patch, Url(@namespace, name, subresource, ["fieldManager=" + Uri.EscapeDataString(fieldManager)]),
            Json(operations, "application/json-patch+json"), cancellationToken);

    /// <summary>JSON merge patch (RFC 7396).</summary>
    /// <exception cref="ApiException">Refused or unreachable.</exception>
    public Task<T> MergeAsync(string? @namespace, string name, string? subresource, object body, string fieldManager, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Patch, Url(@namespace, name, subresource, ["fieldManager=" + Uri.EscapeDataString(fieldManager)]),
            Json(KubernetesJson.Serialize(body), "application/merge-patch+json"), cancellationToken);

    private static Uri Url(string? @namespace, string? name, string? subresource, List<string> query)
    {
        var path = new StringBuilder(Entity.Group is { Length: > 0 } ? $"apis/{Entity.Group}/{Entity.ApiVersion}" : $"api/{Entity.ApiVersion}");
        if (@namespace is not null) path.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        path.Append('/').Append(Entity.PluralName);
        if (name is not null) path.Append('/').Append(Uri.EscapeDataString(name));
        if (subresource is not null) path.Append('/').Append(subresource);
        if (query.Count > 0) path.Append('?').AppendJoin('&', query);
        return new Uri(path.ToString(), UriKind.Relative);
    }

    private static StringContent Json(string text, string mediaType) => new(text, Encoding.UTF8, new MediaTypeHeaderValue(mediaType));

    private async Task<TAnswer> SendAsync<TAnswer>(HttpMethod method, Uri url, HttpContent? content, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var response = await ExchangeAsync(method, url, content, linked.Token).ConfigureAwait(false);
            return KubernetesJson.Deserialize<TAnswer>(await response.Content.ReadAsStringAsync(linked.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException($"{method} {url}", new TimeoutException($"no answer within {_timeout.TotalSeconds} s", e));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new ApiException($"{method} {url}", e);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpMethod method, Uri url, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_kubernetes.BaseUri, url)) { Content = content, Version = HttpVersion.Version20 };
        HttpResponseMessage? response = null;
        try
        {
            if (_kubernetes.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellationToken).ConfigureAwait(false);
            response = await _kubernetes.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return response;
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new ApiException($"{method} {url}", response.StatusCode, Explanation(text), response.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            response?.Dispose();
            throw new ApiException($"{method} {url}", e);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    private static V1Status? Explanation(string text)
    {
        if (!text.StartsWith('{')) return null;
        try
        {
            return KubernetesJson.Deserialize<V1Status>(text);
        }
        catch (JsonException)
        {
            // A proxy in between answered with something else; the status code says enough.
            return null;
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using k8s.Models;

namespace Settlement.Sandbox.Services;

/// <summary>
/// Applies manifests server-side, of whatever type the server knows, and remembers which objects it has made, so that they can be
/// taken away again. Needs no kubectl.
/// </summary>
/// <param name="client">The API server, as an administrator.</param>
/// <param name="time">The clock.</param>
internal sealed class ManifestApplier(k8s.Kubernetes client, TimeProvider time)
{
    private const string FieldManager = "settlement-sandbox";
    private const string DefaultNamespace = "default";
    private readonly Dictionary<string, IReadOnlyList<V1APIResource>> _types = [];
    private readonly List<(Manifest Manifest, string Path)> _made = [];

    /// <summary>Applies objects in their order; a resource type is waited for until it can be used.</summary>
    /// <exception cref="SandboxException">The server refuses one; the message is the server's.</exception>
    public async Task ApplyAsync(IEnumerable<Manifest> manifests, CancellationToken cancellationToken)
    {
        foreach (var manifest in manifests)
        {
            var path = await PathOfAsync(manifest, cancellationToken);
            var existed = await ExistsAsync(path, cancellationToken);
            using var response = await SendAsync(
                HttpMethod.Patch,
                $"{path}?fieldManager={FieldManager}&force=true",
                new StringContent(manifest.Yaml, Encoding.UTF8, new MediaTypeHeaderValue("application/apply-patch+yaml")),
                cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw await RefusedAsync($"{manifest.Kind} {manifest.Name} was refused", response, cancellationToken);
            if (!existed)
                _made.Add((manifest, path));
            if (manifest.Kind == V1CustomResourceDefinition.KubeKind)
                await EstablishedAsync(manifest, path, cancellationToken);
        }
    }

    /// <summary>Deletes what this applier has made, last first, and waits for resource types to be gone with all their objects.</summary>
    public async Task DeleteMadeAsync(CancellationToken cancellationToken)
    {
        // Types first: their objects go while the operator is still there to look after them.
        foreach (var (manifest, path) in _made.AsEnumerable().Reverse().OrderByDescending(made => made.Manifest.Kind == V1CustomResourceDefinition.KubeKind))
        {
            using var response = await SendAsync(HttpMethod.Delete, path, content: null, cancellationToken);
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.NotFound)
                throw await RefusedAsync($"{manifest.Kind} {manifest.Name} cannot be deleted", response, cancellationToken);
            if (manifest.Kind == V1CustomResourceDefinition.KubeKind)
            {
                await Condition.WaitAsync(
                    $"the resource type {manifest.Name} to go",
                    Timeouts.ResourceTypeGone,
                    async token => !await ExistsAsync(path, token),
                    time,
                    cancellationToken);
            }
        }
        _made.Clear();
    }

    private async Task EstablishedAsync(Manifest manifest, string path, CancellationToken cancellationToken)
    {
        await Condition.WaitAsync(
            $"the resource type {manifest.Name} to be established",
            Timeouts.GivenServer,
            async token =>
            {
                using var response = await SendAsync(HttpMethod.Get, path, content: null, token);
                var definition = k8s.KubernetesJson.Deserialize<V1CustomResourceDefinition>(await response.Content.ReadAsStringAsync(token));
                return definition.Status?.Conditions?.Any(condition => condition is { Type: "Established", Status: "True" }) == true;
            },
            time,
            cancellationToken);
        _types.Clear();
    }

    private async Task<string> PathOfAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var root = manifest.ApiVersion.Contains('/', StringComparison.Ordinal) ? $"apis/{manifest.ApiVersion}" : $"api/{manifest.ApiVersion}";
        if (!_types.TryGetValue(root, out var types))
        {
            using var response = await SendAsync(HttpMethod.Get, root, content: null, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw await RefusedAsync($"The server does not know {manifest.ApiVersion}, which {manifest.Kind} {manifest.Name} needs", response, cancellationToken);
            types = _types[root] = [.. k8s.KubernetesJson.Deserialize<V1APIResourceList>(await response.Content.ReadAsStringAsync(cancellationToken)).Resources];
        }
        var type = types.FirstOrDefault(candidate => candidate.Kind == manifest.Kind && !candidate.Name.Contains('/', StringComparison.Ordinal))
            ?? throw new SandboxException($"The server knows no {manifest.Kind} in {manifest.ApiVersion}, which {manifest.Name} needs.");
        return type.Namespaced
            ? $"{root}/namespaces/{manifest.Namespace ?? DefaultNamespace}/{type.Name}/{manifest.Name}"
            : $"{root}/{type.Name}/{manifest.Name}";
    }

    private async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, content: null, cancellationToken);
        return response.IsSuccessStatusCode
            || (response.StatusCode == HttpStatusCode.NotFound ? false : throw await RefusedAsync($"{path} cannot be read", response, cancellationToken));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path)) { Content = content };
        if (client.Credentials is not null)
            await client.Credentials.ProcessHttpRequestAsync(request, cancellationToken);
        return await client.HttpClient.SendAsync(request, cancellationToken);
    }

    private static async Task<SandboxException> RefusedAsync(string what, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            body = k8s.KubernetesJson.Deserialize<V1Status>(body).Message ?? body;
        }
        catch (JsonException)
        {
            // Not a Status: the body speaks for itself.
        }
        return new SandboxException($"{what} ({(int)response.StatusCode}): {body}");
    }
}

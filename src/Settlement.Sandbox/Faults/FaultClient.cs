using System.Globalization;
using System.Net.Http.Json;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Faults;

/// <summary>Speaks to the control endpoint of a running embedded Kafka.</summary>
internal sealed class FaultClient(Uri control) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = control, Timeout = Timeouts.GivenServer };

    /// <summary>The faults, those that are spent included.</summary>
    /// <exception cref="SandboxException">Nobody answers.</exception>
    public Task<IReadOnlyList<ListedFault>> ListAsync(CancellationToken cancellationToken) => AskAsync(
        HttpMethod.Get, "/faults", null, async answer => (IReadOnlyList<ListedFault>)(await answer.ReadFromJsonAsync<List<ListedFault>>(FaultEndpoint.Json, cancellationToken) ?? []), cancellationToken);

    /// <summary>Injects a fault.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="SandboxException">It is refused, or nobody answers.</exception>
    public Task<int> AddAsync(FaultOrder order, CancellationToken cancellationToken) => AskAsync(
        HttpMethod.Post, "/faults", JsonContent.Create(order, options: FaultEndpoint.Json), async answer => int.Parse(await answer.ReadAsStringAsync(cancellationToken), CultureInfo.InvariantCulture), cancellationToken);

    /// <summary>Does something that has no answer.</summary>
    /// <exception cref="SandboxException">It is refused, or nobody answers.</exception>
    public Task DoAsync(HttpMethod method, string path, CancellationToken cancellationToken) => AskAsync(method, path, null, static _ => Task.FromResult(true), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? body, Func<HttpContent, Task<T>> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
                return await read(answer.Content);
            throw new SandboxException(await answer.Content.ReadAsStringAsync(cancellationToken) is { Length: > 0 } reason ? reason : $"{control} answers {(int)answer.StatusCode}: is that a sandbox's Kafka?");
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new SandboxException($"The embedded Kafka does not answer at {control}: does the sandbox still run? ({silent.Message})", silent);
        }
    }
}

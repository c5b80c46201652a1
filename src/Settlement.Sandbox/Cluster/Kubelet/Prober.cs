using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>One attempt of a probe: httpGet without TLS, tcpSocket or exec, on the pod's own address. Others fail and say so.</summary>
internal sealed class Prober : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Null when the probe succeeds, else what went wrong.</summary>
    public async Task<string?> TryAsync(V1Probe probe, V1Container container, IPAddress address, ContainerCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return probe switch
            {
                { HttpGet: { } get } => await GetAsync(get, container, address, cancellationToken),
                { TcpSocket: { } socket } => await ConnectAsync(socket, container, address, cancellationToken),
                { Exec: { } exec } => await ExecAsync(exec, command, cancellationToken),
                _ => "the sandbox supports httpGet, tcpSocket and exec probes only",
            };
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or UriFormatException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> GetAsync(V1HTTPGetAction get, V1Container container, IPAddress address, CancellationToken cancellationToken)
    {
        if (string.Equals(get.Scheme, "HTTPS", StringComparison.OrdinalIgnoreCase))
        {
            return "the sandbox supports httpGet without TLS only";
        }

        var host = string.IsNullOrEmpty(get.Host) ? address.ToString() : get.Host;
        var port = PortOf(get.Port, container).ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}:{port}/{get.Path?.TrimStart('/')}");
        request.Headers.UserAgent.ParseAdd("kube-probe/sandbox");
        foreach (var header in get.HttpHeaders ?? [])
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var code = (int)response.StatusCode;
        return code is >= 200 and < 400 ? null : $"HTTP probe failed with statuscode: {code}";
    }

    private static async Task<string?> ConnectAsync(V1TCPSocketAction socket, V1Container container, IPAddress address, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(address.AddressFamily);
        await client.ConnectAsync(string.IsNullOrEmpty(socket.Host) ? address.ToString() : socket.Host, PortOf(socket.Port, container), cancellationToken);
        return null;
    }

    private static async Task<string?> ExecAsync(V1ExecAction exec, ContainerCommand command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(exec.Command[0], exec.Command.Skip(1)) { WorkingDirectory = command.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? null : $"exit code {process.ExitCode}: {await output}{await error}".Trim();
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static int PortOf(IntOrString port, V1Container container)
    {
        if (int.TryParse(port.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return container.Ports?.FirstOrDefault(candidate => candidate.Name == port.Value)?.ContainerPort
            ?? throw new UriFormatException($"the container has no port named {port.Value}");
    }
}

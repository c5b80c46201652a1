using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Settlement.Kubernetes.Tests.Support;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Settler;

/// <summary>A settler as a pod's process: its own loopback address stands for the pod's.</summary>
internal sealed class SettlerProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Uri _address;

    private SettlerProcess(Process process, string podIp)
    {
        _process = process;
        _address = new Uri($"http://{podIp}:8080");
        process.OutputDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All that it has said.</summary>
    public string Output => string.Join('\n', _lines);

    public static SettlerProcess Start(IReadOnlyDictionary<string, string> variables)
    {
        var bytes = Guid.NewGuid().ToByteArray();
        var podIp = $"127.{1 + (bytes[0] % 250)}.{bytes[1]}.{1 + (bytes[2] % 250)}";
        return new SettlerProcess(Executable.Start(["settler"], new Dictionary<string, string>(variables) { ["POD_IP"] = podIp }), podIp);
    }

    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(_address, path), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task SaysAsync(string text) => Wait.UntilAsync(
        () => Output.Contains(text, StringComparison.Ordinal) || (_process.HasExited ? throw new InvalidOperationException($"The settler ended: {Output}") : false),
        $"the settler says '{text}'",
        TestContext.Current.CancellationToken);

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await EndAsync(Wait.Soon);
    }

    /// <summary>The exit code.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The settler did not end within {limit.TotalSeconds} s: {Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        TestContext.Current.TestOutputHelper?.WriteLine(Output);
    }
}

using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

[Collection(EnvironmentVariables.Collection)]
public sealed class KubernetesAccessTests
{
    [Fact]
    public async Task Without_an_API_server_the_embedded_one_answers_and_ends_with_the_sandbox()
    {
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables().With(KubernetesAccess.Variable, null);
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var state = await StateDirectory.OpenAsync(directory["state"], NullLogger.Instance, TimeProvider.System, cancellationToken);
        Uri address;
        await using (var access = await KubernetesAccess.OpenAsync(state, NullLoggerFactory.Instance, NullLogger.Instance, TimeProvider.System, cancellationToken))
        {
            address = access.Embedded!.Address;
            Assert.Contains((await access.Client.CoreV1.ListNamespaceAsync(cancellationToken: cancellationToken)).Items, item => item.Metadata.Name == "default");
        }

        using var client = new System.Net.Sockets.TcpClient();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => client.ConnectAsync(address.Host, address.Port, cancellationToken).AsTask());
    }

    [Fact]
    public async Task An_absent_or_unusable_file_is_named()
    {
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables().With(KubernetesAccess.Variable, directory["absent"]);
        Assert.Contains("names no file", (await RefusedAsync()).Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(directory["empty"], "apiVersion: v1\nkind: Config\n", TestContext.Current.CancellationToken);
        variables.With(KubernetesAccess.Variable, directory["empty"]);
        Assert.Contains("no usable kubeconfig", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_with_its_file()
    {
        using var directory = new TemporaryDirectory();
        var address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        await File.WriteAllTextAsync(directory["config"], Config(address), TestContext.Current.CancellationToken);
        using var variables = new EnvironmentVariables().With(KubernetesAccess.Variable, directory["config"]);

        var error = await RefusedAsync();

        Assert.Contains(address, error.Message, StringComparison.Ordinal);
        Assert.Contains(directory["config"], error.Message, StringComparison.Ordinal);
    }

    private static Task<SandboxException> RefusedAsync() =>
        Assert.ThrowsAsync<SandboxException>(() => KubernetesAccess.ConnectAsync(Environment.GetEnvironmentVariable(KubernetesAccess.Variable)!, NullLogger.Instance, TestContext.Current.CancellationToken));

    private static string Config(string server) =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: c
        clusters:
          - name: c
            cluster: {server: "{{server}}"}
        users:
          - name: u
            user: {token: secret}
        contexts:
          - name: c
            context: {cluster: c, user: u}
        """;
}

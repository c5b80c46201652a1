using Microsoft.Extensions.Time.Testing;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>The recorded truth against the embedded server: every answer is equal, or its difference is named with a reason.</summary>
public sealed class RecordedTests(ITestOutputHelper output)
{
    public static TheoryData<string> Numbers => RecordedCheck.Numbers;

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task The_embedded_server_answers_as_it_was_recorded(string number)
    {
        Servers.Require(Scenario.Folder, "KUBE_RECORDED_SCENARIOS");
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var options = new KubernetesServerOptions
        {
            ControlPort = 0,
            GarbageCollection = false,
            AnonymousAccess = number is not "13", // The recorder had none, which only its statuses show.
            Tokens = new Dictionary<string, string> { [KubeLite.AdminToken] = "admin", [KubeLite.ViewerToken] = "viewer" },
            Time = number is "10" or "10d" ? clock : TimeProvider.System,
        };
        await using var server = await KubernetesServer.StartAsync(options, TestContext.Current.CancellationToken);
        Assert.Empty(await new RecordedCheck(output, "embedded", server.Address, server.ControlAddress!, () => clock.Advance(TimeSpan.FromSeconds(5)), forbidDiscovery: number is "13").RunAsync(number));
    }
}

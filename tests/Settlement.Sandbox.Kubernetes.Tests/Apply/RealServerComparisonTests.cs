using System.Globalization;
using Settlement.Sandbox.Kubernetes.Tests.Recorded;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

/// <summary>
/// Random applies, updates and patches of several managers, sent to an API server on the real machinery and computed here from the same state: objects, owners, times and refusals must be equal.
/// A failure prints the seed.
/// </summary>
public sealed class RealServerComparisonTests
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("APPLY_COMPARISON_ROUNDS") ?? "20", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Writes_to_a_custom_resource_end_as_in_a_real_server()
    {
        Servers.Require(KubeLite.Program, "KUBE_LITE_APISERVER");
        await using var server = await KubeLite.StartAsync(TestContext.Current.CancellationToken);
        using var real = new RealServer(server.Address);
        await real.SendAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", ComparisonSchema.Definition, "application/json");
        await real.WaitForAsync("/apis/g.example/v1/namespaces/default/runs");
        var seed = Environment.TickCount;
        for (var round = 0; round < Rounds; round++)
        {
            await new RunStory(real, seed + round, $"run-{round}").PlayAsync();
        }
    }

    [Fact]
    public async Task Writes_to_a_built_in_object_end_as_in_a_real_server()
    {
        Servers.Require(KubeLite.Program, "KUBE_LITE_APISERVER");
        await using var server = await KubeLite.StartAsync(TestContext.Current.CancellationToken);
        using var real = new RealServer(server.Address);
        var seed = Environment.TickCount;
        for (var round = 0; round < Rounds; round++)
        {
            await new DeploymentStory(real, seed + round, $"d-{round}").PlayAsync();
        }
    }
}

using System.Text.Json;

namespace Settlement.Sandbox.Tests.Clients;

/// <summary>
/// The life of a release: a chart with a CRD and an object of it, a ConfigMap, a Deployment, hooks and a test. The hooks are Pods, since nothing on
/// the sandbox runs Jobs.
/// </summary>
[Collection(ClientCollection.Name)]
public sealed class HelmTests(ClientFixture fixture)
{
    private static readonly string Chart = Path.Combine(AppContext.BaseDirectory, "Clients", "chart");

    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Release_is_installed_tested_upgraded_rolled_back_and_uninstalled(ServerKind server)
    {
        var user = await (await fixture.OnAsync(server)).NamespaceAsync("helm");

        Assert.Contains("STATUS: deployed", await user.HelmAsync("install", "gold", Chart, "--wait", CommandLine.Patience), StringComparison.Ordinal);
        Assert.Equal("before 1\n", await user.KubectlAsync("logs", "gold-before"));
        Assert.Equal("1 one", await DeploymentAsync());
        Assert.Equal("""["2013-12-25"]""", await user.KubectlAsync("get", "calendar", "gold", "-o", "jsonpath={.spec.holidays}"));
        Assert.Contains("cannot reuse a name that is still in use", await user.HelmRefusedAsync("install", "gold", Chart), StringComparison.Ordinal);
        Assert.Contains("tested one", await user.HelmAsync("test", "gold", "--logs", CommandLine.Patience), StringComparison.Ordinal);

        await user.HelmAsync("upgrade", "gold", Chart, "--wait", CommandLine.Patience, "--set", "replicas=2,word=two");
        Assert.Equal("after 2\n", await user.KubectlAsync("logs", "gold-after"));
        Assert.Equal("2 two", await DeploymentAsync());

        await user.HelmRefusedAsync("upgrade", "gold", Chart, "--wait", CommandLine.Patience, "--set", "word=three,hookExitCode=1");
        Assert.Equal(["superseded", "deployed", "failed"], await HistoryAsync());
        await user.HelmAsync("rollback", "gold", "1", "--wait", CommandLine.Patience);
        Assert.Equal("1 one", await DeploymentAsync());
        Assert.Equal(["superseded", "superseded", "failed", "deployed"], await HistoryAsync());
        Assert.Contains("tested one", await user.HelmAsync("test", "gold", "--logs", CommandLine.Patience), StringComparison.Ordinal);

        Assert.Equal("release \"gold\" uninstalled\n", await user.HelmAsync("uninstall", "gold", "--wait", CommandLine.Patience));
        Assert.Equal("", await user.KubectlAsync("get", "deployment,calendar,secret", "-o", "name"));
        Assert.Equal("[]\n", await user.HelmAsync("list", "-o", "json"));
        await user.KubectlAsync("delete", "crd", "calendars.clients.example.com", CommandLine.Patience);

        Task<string> DeploymentAsync() =>
            user.KubectlAsync("get", "deployment/gold", "configmap/gold", "-o", "jsonpath={.items[0].status.readyReplicas} {.items[1].data.word}");

        async Task<string[]> HistoryAsync()
        {
            using var history = JsonDocument.Parse(await user.HelmAsync("history", "gold", "-o", "json"));
            return [.. history.RootElement.EnumerateArray().Select(revision => revision.GetProperty("status").GetString()!)];
        }
    }
}

using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Server;

public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("restart").FullName;

    [Fact]
    public async Task A_server_finds_its_world_again()
    {
        const string definition = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.g.example"},"spec":{"group":"g.example","scope":"Namespaced",
            "names":{"plural":"things","kind":"Thing"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """;
        string kubeconfig;
        string version;
        await using (var server = await StartAsync())
        {
            using var http = ServerFixture.Client(server);
            kubeconfig = AuthorityOf(server);
            await ServerFixture.SendAsync(http, "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
            await UntilServedAsync(http);
            version = (await ServerFixture.SendAsync(http, "POST", "/apis/g.example/v1/namespaces/default/things", """{"apiVersion":"g.example/v1","kind":"Thing","metadata":{"name":"t"}}""")).Version;
        }

        await using (var server = await StartAsync())
        {
            using var http = ServerFixture.Client(server);
            var found = await ServerFixture.SendAsync(http, "GET", "/apis/g.example/v1/namespaces/default/things/t");

            Assert.Equal((200, version), (found.Code, found.Version));
            Assert.Equal(kubeconfig, AuthorityOf(server));
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_and_leaves_the_folder_free()
    {
        await using var first = await KubernetesServer.StartAsync(new KubernetesServerOptions(), TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<IOException>(() => KubernetesServer.StartAsync(new KubernetesServerOptions { Port = first.Address.Port, DataDirectory = _folder }, TestContext.Current.CancellationToken));
        await using var second = await StartAsync();

        Assert.NotEqual(first.Address, second.Address);
    }

    public void Dispose() => Directory.Delete(_folder, true);

    private static string AuthorityOf(KubernetesServer server) => server.Kubeconfig.Split('\n').First(l => l.Contains("certificate-authority-data", StringComparison.Ordinal));

    private static async Task UntilServedAsync(HttpClient http)
    {
        for (var tries = 0; (await ServerFixture.SendAsync(http, "GET", "/apis/g.example/v1/things")).Code != 200; tries++)
        {
            Assert.True(tries < 500, "the definition was not served in time");
        }
    }

    private Task<KubernetesServer> StartAsync() => KubernetesServer.StartAsync(new KubernetesServerOptions { DataDirectory = _folder }, TestContext.Current.CancellationToken);
}

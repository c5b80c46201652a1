using static Settlement.Sandbox.Kubernetes.Tests.Loops.LiveCluster;

namespace Settlement.Sandbox.Kubernetes.Tests.Loops;

public sealed class NamespaceLoopTests : IAsyncLifetime
{
    private readonly LiveCluster _cluster = Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("default")]
    [InlineData("kube-system")]
    [InlineData("kube-public")]
    [InlineData("kube-node-lease")]
    public void The_namespaces_of_every_cluster_are_furnished_from_the_start(string name)
    {
        Assert.NotNull(_cluster.Find("serviceaccounts", "default", name));
        Assert.Equal("the authority", _cluster.Find("configmaps", "kube-root-ca.crt", name).Object("data").Text("ca.crt"));
    }

    [Fact]
    public void The_api_has_its_service()
    {
        Assert.Equal("10.96.0.1", _cluster.Find("services", "kubernetes").Object("spec").Text("clusterIP"));
    }

    [Fact]
    public async Task A_new_namespace_is_furnished_and_again_when_something_is_taken_out()
    {
        _cluster.Create("namespaces", """{"metadata":{"name":"t1"}}""");
        await UntilAsync("the account is there", () => _cluster.Find("serviceaccounts", "default", "t1") is not null);

        _cluster.Delete("serviceaccounts", "default", ns: "t1");
        await UntilAsync("the account is there again", () => _cluster.Find("serviceaccounts", "default", "t1") is not null);
    }

    [Fact]
    public async Task A_deleted_namespace_is_emptied_and_goes()
    {
        _cluster.Create("namespaces", """{"metadata":{"name":"t1"}}""");
        _cluster.CreateConfigMap("c", ns: "t1");
        _cluster.Create("secrets", """{"metadata":{"name":"s","namespace":"t1"}}""");
        _cluster.Delete("namespaces", "t1");

        await UntilAsync("the namespace is gone", () => _cluster.Find("namespaces", "t1") is null);
        Assert.Empty(_cluster.Objects.List(_cluster.Type("configmaps"), "t1"));
        Assert.Empty(_cluster.Objects.List(_cluster.Type("secrets"), "t1"));
    }

    [Fact]
    public async Task What_holds_a_namespace_is_said_until_it_lets_go()
    {
        _cluster.Create("namespaces", """{"metadata":{"name":"t1"}}""");
        _cluster.CreateConfigMap("held", finalizer: "x.example.com/f", ns: "t1");
        _cluster.Delete("namespaces", "t1");

        await UntilAsync("the condition is there", () => Message("NamespaceFinalizersRemaining") == "Some content in the namespace has finalizers remaining: x.example.com/f in 1 resource instances");
        Assert.Equal("Some resources are remaining: configmaps has 1 resource instances", Message("NamespaceContentRemaining"));
        Assert.Equal("Terminating", _cluster.Find("namespaces", "t1").Object("status").Text("phase"));

        _cluster.Objects.Change(_cluster.Type("configmaps"), "t1", "held", "", value => value.Metadata().Remove("finalizers"));
        await UntilAsync("the namespace is gone", () => _cluster.Find("namespaces", "t1") is null);
    }

    private string? Message(string type) =>
        _cluster.Find("namespaces", "t1").Object("status").Objects("conditions").FirstOrDefault(condition => condition.Text("type") == type).Text("message");
}

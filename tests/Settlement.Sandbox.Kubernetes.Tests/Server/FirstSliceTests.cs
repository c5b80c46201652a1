using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Server;

public sealed class FirstSliceTests(ServerFixture server)
{
    [Fact]
    public async Task An_object_lives_from_its_creation_over_a_change_to_its_deletion_before_the_eyes_of_a_watch()
    {
        var ns = await server.NamespaceAsync();
        var path = $"/api/v1/namespaces/{ns}/configmaps";
        using var watch = await server.WatchAsync($"{path}?watch=true");

        Assert.Equal(201, (await server.SendAsync("POST", path, """{"metadata":{"name":"a"},"data":{"k":"1"}}""")).Code);
        Assert.Equal(200, (await server.SendAsync("PATCH", $"{path}/a", """{"data":{"k":"2"}}""", "application/merge-patch+json")).Code);
        Assert.Equal("2", (await server.SendAsync("GET", $"{path}/a")).Json.Object("data").Text("k"));
        Assert.Single((await server.SendAsync("GET", path)).Json.Array("items")!);
        Assert.Equal(200, (await server.SendAsync("DELETE", $"{path}/a")).Code);
        Assert.Equal(404, (await server.SendAsync("GET", $"{path}/a")).Code);

        Assert.Equal("ADDED a", await watch.NextNameAsync());
        Assert.Equal("MODIFIED a", await watch.NextNameAsync());
        Assert.Equal("DELETED a", await watch.NextNameAsync());
    }
}

using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Requests;

public sealed class UnservedTests(ServerFixture server)
{
    [Theory]
    [InlineData("PUT", "/api/v1/namespaces/default/configmaps")]
    [InlineData("PATCH", "/api/v1/namespaces/default/configmaps")]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps/never-made")]
    [InlineData("POST", "/api/v1/configmaps")]
    [InlineData("DELETE", "/api/v1/configmaps")]
    [InlineData("DELETE", "/api/v1/namespaces")]
    [InlineData("DELETE", "/apis/apps/v1/namespaces/default/deployments/d/scale")]
    public async Task A_method_that_a_path_of_a_built_in_kind_does_not_know_is_refused(string method, string path)
    {
        var reply = await server.SendAsync(method, path, "{}");

        Assert.Equal((405, "MethodNotAllowed"), (reply.Code, reply.Json.Text("reason")));
        Assert.Equal(404, (await server.SendAsync("GET", "/api/v1/namespaces/default/configmaps/never-made")).Code);
    }

    [Theory]
    [InlineData("/api/v1/nope")]
    [InlineData("/apis/apps/v2/deployments")]
    [InlineData("/api/v1/configmaps/x")]
    [InlineData("/api/v1/namespaces/default/namespaces")]
    [InlineData("/api/v1/namespaces/default/nodes")]
    [InlineData("/api/v1/namespaces/default/configmaps/x/status")]
    public async Task What_is_not_there_in_a_group_of_built_in_kinds_is_told_by_a_status(string path)
    {
        var reply = await server.SendAsync("GET", path);

        Assert.Equal((404, "the server could not find the requested resource"), (reply.Code, reply.Message));
    }

    [Fact]
    public async Task A_group_that_nobody_serves_is_told_by_plain_text()
    {
        var reply = await server.SendAsync("GET", "/apis/nope.example/v1/things");

        Assert.Equal((404, "404 page not found\n"), (reply.Code, reply.Text));
    }

    [Fact]
    public async Task A_patch_of_a_scale_is_held_to_its_type()
    {
        var ns = await server.NamespaceAsync();
        await server.SendAsync("POST", $"/apis/apps/v1/namespaces/{ns}/replicasets", """
            {"metadata":{"name":"r"},"spec":{"replicas":3,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """);
        var path = $"/apis/apps/v1/namespaces/{ns}/replicasets/r/scale";

        var refused = await server.SendAsync("PATCH", path, """{"spec":{"replicas":"x"}}""", "application/merge-patch+json");
        Assert.Equal(422, refused.Code);
        Assert.Contains("json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await server.SendAsync("GET", path)).Json.Object("spec").Number("replicas"));
    }
}

using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Requests;

public sealed class OpenApiOverHttpTests(ServerFixture server)
{
    [Fact]
    public async Task The_index_leads_to_documents_that_may_be_kept_for_ever()
    {
        var index = await server.SendAsync("GET", "/openapi/v3");
        Assert.Equal("text/plain; charset=utf-8", index.ContentType);
        var url = (string)index.Json["paths"]!["apis/apps/v1"]!["serverRelativeURL"]!;

        var document = await server.SendAsync("GET", url);

        Assert.Equal(200, document.Code);
        Assert.Equal("public, immutable", document.Headers.GetValues("Cache-Control").Single());
        Assert.Equal($"\"{url.Split("hash=")[1]}\"", document.Headers.ETag!.Tag);
        Assert.NotNull(document.Json["components"]!["schemas"]!["io.k8s.api.apps.v1.Deployment"]);
    }

    [Fact]
    public async Task An_unknown_group_and_Protobuf_of_version_2_are_not_there()
    {
        Assert.Equal(404, (await server.SendAsync("GET", "/openapi/v3/apis/nope.example/v1")).Code);
        Assert.Equal(406, (await server.SendAsync("GET", "/openapi/v2", accept: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")).Code);
    }

    [Fact]
    public async Task A_stale_hash_leads_to_the_present_one()
    {
        var reply = await server.SendAsync("GET", "/openapi/v3/api/v1?hash=00");
        Assert.Equal(200, reply.Code);
        Assert.Contains("io.k8s.api.core.v1.Pod", reply.Text, StringComparison.Ordinal);
    }
}

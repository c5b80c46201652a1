using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Requests;

public sealed class RoutingTests(ServerFixture server)
{
    [Theory]
    [InlineData("/nope")]
    [InlineData("/apis/nope.example.com/v1/things")]
    [InlineData("/apis/apps/v9")]
    public async Task What_nobody_serves_is_a_plain_404(string path)
    {
        var reply = await server.SendAsync("GET", path);

        Assert.Equal((404, "404 page not found\n", "text/plain; charset=utf-8"), (reply.Code, reply.Text, reply.ContentType));
        Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Collections_over_all_namespaces_cannot_be_deleted()
    {
        Assert.Equal(405, (await server.SendAsync("DELETE", "/api/v1/configmaps")).Code);
    }

    [Theory]
    [InlineData("PURGE", "/api/v1/namespaces/default/configmaps")]
    [InlineData("OPTIONS", "/api/v1/namespaces/default/configmaps")]
    [InlineData("DELETE", "/version")]
    [InlineData("POST", "/apis")]
    public async Task A_method_that_is_not_known_is_a_405(string method, string path)
    {
        var reply = await server.SendAsync(method, path);

        Assert.Equal((405, "the server does not allow this method on the requested resource"), (reply.Code, reply.Message));
    }

    [Theory]
    [InlineData("text/html", 406, "application/json")]
    [InlineData("application/yaml;q=0.5, image/png", 404, "application/yaml")]
    [InlineData("*/*", 404, "application/json")]
    [InlineData("application/vnd.kubernetes.protobuf", 404, "application/vnd.kubernetes.protobuf")]
    public async Task An_answer_comes_as_the_client_accepts_it(string accept, int code, string type)
    {
        var reply = await server.SendAsync("GET", "/api/v1/namespaces/default/configmaps/absent", accept: accept);

        Assert.Equal((code, type), (reply.Code, reply.ContentType));
    }

    [Fact]
    public async Task The_groups_are_told_in_one_document_with_a_tag()
    {
        const string accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        var first = await server.SendAsync("GET", "/apis", accept: accept);
        var tag = first.Headers.ETag!.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var second = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(accept, first.ContentType!.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(304, (int)second.StatusCode);
        Assert.Equal("APIGroupDiscoveryList", first.Json.Text("kind"));
    }

    [Fact]
    public async Task The_old_form_of_the_second_version_is_not_accepted_alone()
    {
        Assert.Equal(406, (await server.SendAsync("GET", "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList")).Code);
    }

    [Fact]
    public async Task Resources_are_listed_with_what_is_below_them()
    {
        var names = (await server.SendAsync("GET", "/api/v1")).Json.Objects("resources").Select(r => r.Text("name")).ToList();

        Assert.Contains("pods", names);
        Assert.Contains("pods/status", names);
        Assert.Contains("pods/eviction", names);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task A_server_says_that_it_is_well()
    {
        Assert.Equal("ok", (await server.SendAsync("GET", "/healthz")).Text);
        Assert.EndsWith("readyz check passed\n", (await server.SendAsync("GET", "/readyz?verbose")).Text, StringComparison.Ordinal);
        Assert.Equal("35", (await server.SendAsync("GET", "/version")).Json.Text("minor"));
    }
}

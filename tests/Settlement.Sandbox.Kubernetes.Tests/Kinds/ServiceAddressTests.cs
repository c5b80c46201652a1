using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

public sealed class ServiceAddressTests(ServerFixture server)
{
    [Fact]
    public async Task Services_made_at_the_same_time_get_addresses_and_node_ports_of_their_own()
    {
        var path = $"/api/v1/namespaces/{await server.NamespaceAsync()}/services";

        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.SendAsync("POST", path, $$$"""{"metadata":{"name":"s{{{i}}}"},"spec":{"type":"NodePort","ports":[{"name":"a","port":80},{"name":"b","port":81}]}}""")));
        Assert.All(made, reply => Assert.Equal(201, reply.Code));
        Assert.Equal(20, made.Select(reply => reply.Json.Object("spec").Text("clusterIP")).Distinct().Count());
        Assert.Equal(40, made.SelectMany(reply => reply.Json.Object("spec").Objects("ports")).Select(port => port.Number("nodePort")).Distinct().Count());
    }

    [Fact]
    public async Task An_address_is_free_again_when_its_service_is_gone()
    {
        var path = $"/api/v1/namespaces/{await server.NamespaceAsync()}/services";
        const string body = """{"metadata":{"name":"a"},"spec":{"clusterIP":"10.96.77.7","ports":[{"port":80}]}}""";
        Assert.Equal(201, (await server.SendAsync("POST", path, body)).Code);
        Assert.Equal(422, (await server.SendAsync("POST", path, body.Replace("\"a\"", "\"b\"", StringComparison.Ordinal))).Code);

        Assert.Equal(200, (await server.SendAsync("DELETE", path + "/a")).Code);

        Assert.Equal(201, (await server.SendAsync("POST", path, body.Replace("\"a\"", "\"b\"", StringComparison.Ordinal))).Code);
    }
}

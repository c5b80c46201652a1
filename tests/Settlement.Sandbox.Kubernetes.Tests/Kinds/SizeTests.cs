using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

public sealed class SizeTests(ServerFixture server)
{
    private const int Mebibyte = 1024 * 1024;

    [Theory]
    [InlineData("configmaps", "data", Mebibyte, 201)]
    [InlineData("configmaps", "data", Mebibyte + 1, 422)]
    [InlineData("configmaps", "binaryData", Mebibyte + 1, 422)]
    [InlineData("secrets", "data", Mebibyte, 201)]
    [InlineData("secrets", "data", Mebibyte + 1, 422)]
    [InlineData("secrets", "stringData", Mebibyte + 1, 422)]
    public async Task Secrets_and_config_maps_hold_a_mebibyte(string plural, string member, int size, int code)
    {
        var text = new string('x', size);
        var value = plural == "configmaps" && member == "data" || member == "stringData" ? text : Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));

        var reply = await server.SendAsync("POST", $"/api/v1/namespaces/{await server.NamespaceAsync()}/{plural}", $$$"""{"metadata":{"name":"big"},"{{{member}}}":{"k":"{{{value}}}"}}""");

        Assert.Equal(code, reply.Code);
    }

    [Fact]
    public async Task Annotations_hold_a_quarter_of_that()
    {
        var reply = await server.SendAsync(
            "POST",
            $"/api/v1/namespaces/{await server.NamespaceAsync()}/configmaps",
            $$$$"""{"metadata":{"name":"big","annotations":{"a":"{{{{new string('x', 262_144)}}}}"}}}""");

        Assert.Equal("ConfigMap \"big\" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes", reply.Message);
    }
}

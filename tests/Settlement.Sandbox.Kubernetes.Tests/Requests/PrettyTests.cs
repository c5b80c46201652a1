using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Requests;

public sealed class PrettyTests(ServerFixture server)
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public async Task Json_is_indented_for_those_who_ask(string asked, bool isIndented)
    {
        var reply = await server.SendAsync("GET", $"/api/v1/namespaces/default?pretty={asked}");

        Assert.Equal(isIndented, reply.Text.StartsWith("{\n  \"kind\": \"Namespace\",\n  \"apiVersion\": \"v1\",\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("curl/8.5.0", true)]
    [InlineData("Mozilla/5.0 (X11)", true)]
    [InlineData("kubectl/v1.35.2", false)]
    public async Task Json_is_indented_for_those_who_look_at_it(string agent, bool isIndented)
    {
        using var http = ServerFixture.Client(server.Server);
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", agent);

        Assert.Equal(isIndented, (await ServerFixture.SendAsync(http, "GET", "/api/v1/namespaces/default/pods/none")).Text.Contains("\n  ", StringComparison.Ordinal));
    }
}

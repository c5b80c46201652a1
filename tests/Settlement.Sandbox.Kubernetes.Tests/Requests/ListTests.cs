using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Requests;

public sealed class ListTests(ServerFixture server)
{
    [Theory]
    [InlineData("labelSelector=bad%20key%3Dx", 400, "unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("labelSelector=kind%20in%20fx", 400, "unable to parse requirement: found 'fx' expected: '('")]
    [InlineData("labelSelector=a%3Db%20c", 400, "found 'c', expected: ',' or 'end of string'")]
    [InlineData("fieldSelector=metadata.name", 400, "invalid selector: 'metadata.name'; can't understand 'metadata.name'")]
    [InlineData("resourceVersion=abc", 400, "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("limit=abc", 400, "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("resourceVersionMatch=Exact", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersion=0&resourceVersionMatch=Exact", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersion=5&resourceVersionMatch=Sometimes", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported value: \"Sometimes\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("sendInitialEvents=true", 422, "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("continue=garbage", 400, "invalid continue token: continue key is not valid: invalid character '\\u0081' looking for beginning of value")]
    [InlineData("resourceVersion=1&resourceVersionMatch=Exact", 410, "The resourceVersion for the provided list is too old.")]
    public async Task A_wrong_parameter_is_refused_in_the_words_that_clients_know(string query, int code, string message)
    {
        var reply = await server.SendAsync("GET", $"/api/v1/namespaces/default/configmaps?{query}");

        Assert.Equal((code, message), (reply.Code, reply.Message));
    }

    [Fact]
    public async Task A_version_of_the_future_is_waited_for_and_then_refused()
    {
        var reply = await server.SendAsync("GET", "/api/v1/configmaps?resourceVersion=999999999");

        Assert.Equal(504, reply.Code);
        Assert.StartsWith("Timeout: Too large resource version: 999999999, current: ", reply.Message, StringComparison.Ordinal);
        Assert.Equal("1", reply.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task Pages_show_one_version_whatever_happens_between_them()
    {
        var path = await FilledAsync(5);
        var first = await server.SendAsync("GET", $"{path}?limit=2");
        await server.SendAsync("POST", path, """{"metadata":{"name":"o11"}}""");
        await server.SendAsync("DELETE", $"{path}/o2");
        var second = await server.SendAsync("GET", $"{path}?limit=2&continue={first.Json.Object("metadata").Text("continue")}");
        var last = await server.SendAsync("GET", $"{path}?limit=2&continue={second.Json.Object("metadata").Text("continue")}");

        Assert.Equal(3, first.Json.Object("metadata").Number("remainingItemCount"));
        Assert.Equal("o0 o1", Names(first));
        Assert.Equal("o2 o3", Names(second));
        Assert.Equal("o4", Names(last));
        Assert.Equal(first.Version, last.Version);
        Assert.Null(last.Json.Object("metadata")!["continue"]);
    }

    [Fact]
    public async Task A_continue_token_has_the_form_of_the_machinery()
    {
        var path = await FilledAsync(2);
        var first = await server.SendAsync("GET", $"{path}?limit=1");
        var text = first.Json.Object("metadata").Text("continue")!;
        var token = JsonNode.Parse(Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (text.Length % 4)) % 4)))!.AsObject();

        Assert.Equal("meta.k8s.io/v1", token.Text("v"));
        Assert.Equal("o0\0", token.Text("start"));
        Assert.Equal(first.Version, token.Number("rv").ToString());
    }

    [Fact]
    public async Task A_list_of_whatever_is_there_has_no_pages()
    {
        var path = await FilledAsync(3);

        Assert.Equal("o0 o1 o2", Names(await server.SendAsync("GET", $"{path}?resourceVersion=0&limit=1")));
    }

    [Fact]
    public async Task An_exact_list_shows_the_past()
    {
        var path = await FilledAsync(2);
        var before = await server.SendAsync("GET", path);
        await server.SendAsync("DELETE", $"{path}/o0");
        await server.SendAsync("PATCH", $"{path}/o1", """{"data":{"k":"v"}}""", "application/merge-patch+json");

        var past = await server.SendAsync("GET", $"{path}?resourceVersion={before.Version}&resourceVersionMatch=Exact");

        Assert.Equal(before.Text, past.Text);
    }

    [Theory]
    [InlineData("n%3D1", "o1")]
    [InlineData("n%21%3D1", "o0 o2")]
    [InlineData("n%20in%20(0,2)", "o0 o2")]
    [InlineData("n%20notin%20(0,2),n", "o1")]
    [InlineData("!n", "")]
    [InlineData("n%3E0", "o1 o2")]
    public async Task Labels_select(string selector, string names)
    {
        var path = await FilledAsync(3);

        Assert.Equal(names, Names(await server.SendAsync("GET", $"{path}?labelSelector={selector}")));
    }

    [Fact]
    public async Task Items_of_a_typed_list_leave_out_their_kind()
    {
        var path = await FilledAsync(1);
        var item = (await server.SendAsync("GET", path)).Json.Objects("items").Single();

        Assert.Null(item["kind"]);
        Assert.Equal("ConfigMapList", (await server.SendAsync("GET", path)).Json.Text("kind"));
    }

    [Fact]
    public async Task A_table_has_a_row_for_each_object()
    {
        var path = await FilledAsync(2);
        var table = (await server.SendAsync("GET", path, accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")).Json;

        Assert.Equal("Table", table.Text("kind"));
        Assert.Equal("Name", table.Objects("columnDefinitions").First().Text("name"));
        Assert.Equal(2, table.Array("rows")!.Count);
    }

    [Fact]
    public async Task Metadata_alone_can_be_asked_for()
    {
        var path = await FilledAsync(1);
        var list = (await server.SendAsync("GET", path, accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")).Json;

        Assert.Equal("PartialObjectMetadataList", list.Text("kind"));
        Assert.Null(list.Objects("items").Single()["data"]);
    }

    private async Task<string> FilledAsync(int count)
    {
        var path = $"/api/v1/namespaces/{await server.NamespaceAsync()}/configmaps";
        for (var i = 0; i < count; i++)
        {
            await server.SendAsync("POST", path, $$$"""{"metadata":{"name":"o{{{i}}}","labels":{"n":"{{{i}}}"} } }""");
        }

        return path;
    }

    private static string Names(Reply reply) => string.Join(' ', reply.Json.Objects("items").Select(i => i.Name()));
}

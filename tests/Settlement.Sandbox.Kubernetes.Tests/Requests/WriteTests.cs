using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Requests;

public sealed class WriteTests(ServerFixture server)
{
    [Theory]
    [InlineData("PUT", "/a", """{"metadata":{"name":"b"}}""", "application/json", 400, "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData("PUT", "/a", "{}", "application/json", 400, "the name of the object (a based on URL) was undeterminable: name must be provided")]
    [InlineData("PUT", "/a", """{"metadata":{"name":"a","namespace":"elsewhere"}}""", "application/json", 400, "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("POST", "", """{"metadata":{"name":"n","resourceVersion":"5"}}""", "application/json", 500, "resourceVersion should not be set on objects to be created")]
    [InlineData("POST", "", "{}", "text/plain", 415, "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf")]
    [InlineData("PATCH", "/a", "{}", "application/json", 415, "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml")]
    [InlineData("POST", "?fieldValidation=Nonsense", "{}", "application/json", 422, "CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Nonsense\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    [InlineData("POST", "?dryRun=Some", "{}", "application/json", 422, "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"")]
    [InlineData("PATCH", "/a?force=true", "{}", "application/merge-patch+json", 422, "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch")]
    [InlineData("PATCH", "/a", "{}", "application/apply-patch+yaml", 422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")]
    [InlineData("PATCH", "/absent", "{}", "application/merge-patch+json", 404, "configmaps \"absent\" not found")]
    [InlineData("DELETE", "/a", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Sideways"}""", "application/json", 422, "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("DELETE", "/a", """{"kind":"Nope","apiVersion":"v1"}""", "application/json", 400, "no kind \"Nope\" is registered for version \"v1\" in scheme \"pkg/runtime/scheme.go:111\"")]
    [InlineData("DELETE", "/a", "{", "application/json", 400, "couldn't get version/kind; json parse error: unexpected end of JSON input")]
    public async Task A_wrong_write_is_refused_in_the_words_that_clients_know(string method, string suffix, string body, string type, int code, string message)
    {
        var path = await PathAsync();
        await CreateAsync(path, "a");
        var reply = await server.SendAsync(method, path + suffix, body, type);

        Assert.Equal((code, message), (reply.Code, reply.Message));
    }

    [Fact]
    public async Task A_body_beyond_three_mebibytes_is_too_large()
    {
        var reply = await server.SendAsync("POST", await PathAsync(), new string(' ', (3 << 20) + 1));

        Assert.Equal((413, "Request entity too large: limit is 3145728"), (reply.Code, reply.Message));
    }

    [Fact]
    public async Task A_write_without_a_change_keeps_the_version_and_tells_nobody()
    {
        var path = await PathAsync();
        var created = await CreateAsync(path, "a");
        using var watch = await server.WatchAsync($"{path}?watch=true&resourceVersion={created.Version}");
        var again = await server.SendAsync("PUT", $"{path}/a", created.Text);
        var patched = await server.SendAsync("PATCH", $"{path}/a", """{"data":{"k":"v"}}""", "application/merge-patch+json");
        await CreateAsync(path, "b");

        Assert.Equal((created.Version, created.Version), (again.Version, patched.Version));
        Assert.Equal("ADDED b", await watch.NextNameAsync());
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict()
    {
        var path = await PathAsync();
        var created = await CreateAsync(path, "a");
        await server.SendAsync("PATCH", $"{path}/a", """{"data":{"k":"w"}}""", "application/merge-patch+json");
        var reply = await server.SendAsync("PUT", $"{path}/a", created.Text.Replace("\"v\"", "\"x\"", StringComparison.Ordinal));

        Assert.Equal((409, "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again"), (reply.Code, reply.Message));
    }

    [Fact]
    public async Task Many_writers_of_one_object_lose_nothing()
    {
        var path = await PathAsync();
        await CreateAsync(path, "a");
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => server.SendAsync("PATCH", $"{path}/a", $$"""{"data":{"k{{i}}":"v"} }""", "application/merge-patch+json")));

        Assert.Equal(31, (await server.SendAsync("GET", $"{path}/a")).Json.Object("data")!.Count);
    }

    [Fact]
    public async Task A_dry_run_stores_nothing_and_shows_what_would_be()
    {
        var path = await PathAsync();
        var created = await server.SendAsync("POST", $"{path}?dryRun=All", """{"metadata":{"name":"a"}}""");
        await CreateAsync(path, "b");
        var changed = await server.SendAsync("PATCH", $"{path}/b?dryRun=All", """{"data":{"k":"w"}}""", "application/merge-patch+json");
        var deleted = await server.SendAsync("DELETE", $"{path}/b?dryRun=All");

        Assert.Equal((201, ""), (created.Code, created.Version));
        Assert.NotEmpty(created.Json.Uid());
        Assert.Equal(404, (await server.SendAsync("GET", $"{path}/a")).Code);
        Assert.Equal("w", changed.Json.Object("data").Text("k"));
        Assert.Equal("Success", deleted.Json.Text("status"));
        Assert.Equal("v", (await server.SendAsync("GET", $"{path}/b")).Json.Object("data").Text("k"));
    }

    [Fact]
    public async Task Unknown_fields_are_warned_of_by_default_and_refused_when_strict()
    {
        var path = await PathAsync();
        const string body = """{"metadata":{"name":"a","colour":"red"},"shape":"round"}""";
        var strict = await server.SendAsync("POST", $"{path}?fieldValidation=Strict", body);
        var ignored = await server.SendAsync("POST", $"{path}?fieldValidation=Ignore&dryRun=All", body);
        var warned = await server.SendAsync("POST", path, body);

        Assert.Equal(400, strict.Code);
        Assert.Contains("strict decoding error: unknown field \"metadata.colour\", unknown field \"shape\"", strict.Message, StringComparison.Ordinal);
        Assert.Empty(ignored.Warnings);
        Assert.Equal(["299 - \"unknown field \\\"metadata.colour\\\"\"", "299 - \"unknown field \\\"shape\\\"\""], warned.Warnings);
    }

    [Fact]
    public async Task A_generated_name_has_five_characters_more()
    {
        var reply = await server.SendAsync("POST", await PathAsync(), """{"metadata":{"generateName":"gen-"}}""");

        Assert.Matches("^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$", reply.Json.Name());
    }

    [Fact]
    public async Task What_finalizers_hold_stays_until_the_last_is_gone()
    {
        var path = await PathAsync();
        await server.SendAsync("POST", path, """{"metadata":{"name":"a","finalizers":["g.example/f"]}}""");
        using var watch = await server.WatchAsync($"{path}?watch=true");
        Assert.Equal("ADDED a", await watch.NextNameAsync());
        var held = await server.SendAsync("DELETE", $"{path}/a");
        var again = await server.SendAsync("POST", path, """{"metadata":{"name":"a"}}""");
        var more = await server.SendAsync("PATCH", $"{path}/a", """{"metadata":{"finalizers":["g.example/f","g.example/g"]}}""", "application/merge-patch+json");
        var freed = await server.SendAsync("PATCH", $"{path}/a", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");

        Assert.Equal("a", held.Json.Name());
        Assert.NotNull(held.Json.Metadata()["deletionTimestamp"]);
        Assert.Equal((409, "object is being deleted: configmaps \"a\" already exists"), (again.Code, again.Message));
        Assert.Equal(422, more.Code);
        Assert.Equal(200, freed.Code);
        Assert.Equal(404, (await server.SendAsync("GET", $"{path}/a")).Code);
        Assert.Equal("MODIFIED a", await watch.NextNameAsync());
        var deleted = await watch.NextAsync();
        Assert.Equal("DELETED", deleted.Text("type"));
        Assert.Single(deleted.Object("object", "metadata").Array("finalizers")!);
    }

    [Fact]
    public async Task Preconditions_of_a_delete_are_checked()
    {
        var path = await PathAsync();
        var created = await CreateAsync(path, "a");
        var uid = await server.SendAsync("DELETE", $"{path}/a", """{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"x"}}""");
        var version = await server.SendAsync("DELETE", $"{path}/a", """{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"resourceVersion":"1"}}""");

        Assert.Equal((409, $"Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (x) does not match the UID in record ({created.Json.Uid()}). The object might have been deleted and then recreated"), (uid.Code, uid.Message));
        Assert.Equal((409, $"Operation cannot be fulfilled on ConfigMap \"a\": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record ({created.Version}). The object might have been modified"), (version.Code, version.Message));
    }

    [Fact]
    public async Task A_deleted_collection_is_answered_with_what_was_in_it()
    {
        var path = await PathAsync();
        await CreateAsync(path, "a");
        await CreateAsync(path, "b");
        var reply = await server.SendAsync("DELETE", $"{path}?fieldSelector=metadata.name%3Da");

        Assert.Equal("a", Assert.Single(reply.Json.Objects("items")).Name());
        Assert.Equal(404, (await server.SendAsync("GET", $"{path}/a")).Code);
        Assert.Equal(200, (await server.SendAsync("GET", $"{path}/b")).Code);
    }

    [Fact]
    public async Task Nothing_is_created_in_a_namespace_that_is_not_there()
    {
        var reply = await server.SendAsync("POST", "/api/v1/namespaces/nowhere/configmaps", """{"metadata":{"name":"a"}}""");

        Assert.Equal((404, "namespaces \"nowhere\" not found"), (reply.Code, reply.Message));
    }

    [Fact]
    public async Task An_apply_creates_and_then_updates()
    {
        var path = await PathAsync();
        const string configuration = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n";
        var created = await server.SendAsync("PATCH", $"{path}/a?fieldManager=x", configuration, "application/apply-patch+yaml");
        var again = await server.SendAsync("PATCH", $"{path}/a?fieldManager=x", configuration, "application/apply-patch+yaml");
        var conflict = await server.SendAsync("PATCH", $"{path}/a?fieldManager=y", configuration.Replace("k: v", "k: w", StringComparison.Ordinal), "application/apply-patch+yaml");

        Assert.Equal((201, 200, created.Version), (created.Code, again.Code, again.Version));
        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"x\": .data.k"), (conflict.Code, conflict.Message));
    }

    [Fact]
    public async Task The_scale_of_an_object_reads_and_writes_its_number()
    {
        var ns = await server.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        await server.SendAsync("POST", path, """{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
        var scaled = await server.SendAsync("PATCH", $"{path}/d/scale", """{"spec":{"replicas":3}}""", "application/merge-patch+json");

        Assert.Equal(("Scale", "a=b"), (scaled.Json.Text("kind"), scaled.Json.Object("status").Text("selector")));
        Assert.Equal(3, (await server.SendAsync("GET", $"{path}/d")).Json.Object("spec").Number("replicas"));
    }

    private async Task<string> PathAsync() => $"/api/v1/namespaces/{await server.NamespaceAsync()}/configmaps";

    private Task<Reply> CreateAsync(string path, string name) => server.SendAsync("POST", path, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = new JsonObject { ["k"] = "v" } }.ToJsonString());
}

using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Requests;

public sealed class WatchTests(ServerFixture server)
{
    [Fact]
    public async Task A_version_that_is_no_number_is_a_fault_of_the_server_in_its_own_eyes()
    {
        var reply = await server.SendAsync("GET", "/api/v1/configmaps?watch=true&resourceVersion=abc");

        Assert.Equal(500, reply.Code);
        Assert.Equal("resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax", reply.Message);
    }

    [Fact]
    public async Task A_match_of_versions_needs_initial_events()
    {
        var reply = await server.SendAsync("GET", "/api/v1/configmaps?watch=true&resourceVersionMatch=NotOlderThan");

        Assert.Equal(422, reply.Code);
        Assert.Equal("ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided", reply.Message);
    }

    [Fact]
    public async Task Yaml_is_refused_in_yaml()
    {
        var reply = await server.SendAsync("GET", "/api/v1/configmaps?watch=true", accept: "application/yaml");

        Assert.Equal(406, reply.Code);
        Assert.Equal("""
            apiVersion: v1
            code: 406
            kind: Status
            message: 'only the following media types are accepted: application/json;stream=watch,
              application/vnd.kubernetes.protobuf;stream=watch'
            metadata: {}
            reason: NotAcceptable
            status: Failure

            """, reply.Text);
    }

    [Fact]
    public async Task An_old_version_is_told_by_an_error_in_the_stream_which_then_ends()
    {
        using var watch = await server.WatchAsync("/api/v1/configmaps?watch=true&resourceVersion=1");
        var error = await watch.NextAsync();

        Assert.Equal(200, watch.Code);
        Assert.Equal("ERROR", error.Text("type"));
        Assert.Equal(410, error.Object("object").Number("code"));
        Assert.StartsWith("too old resource version: 1 (", error.Object("object").Text("message"), StringComparison.Ordinal);
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_streamed_list_ends_with_a_bookmark_that_says_so()
    {
        var path = await PathAsync();
        await CreateAsync(path, "a");
        using var watch = await server.WatchAsync($"{path}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        Assert.Equal("ADDED a", await watch.NextNameAsync());
        var bookmark = await watch.NextAsync();
        Assert.Equal("BOOKMARK", bookmark.Text("type"));
        Assert.Equal("true", bookmark.Object("object", "metadata", "annotations").Text("k8s.io/initial-events-end"));
        Assert.Equal("ConfigMap", bookmark.Object("object").Text("kind"));
    }

    [Fact]
    public async Task An_object_that_leaves_the_selection_is_told_deleted_in_its_old_state_at_the_new_version()
    {
        var path = await PathAsync();
        await CreateAsync(path, "a", """{"in":"yes"}""");
        using var watch = await server.WatchAsync($"{path}?watch=true&labelSelector=in%3Dyes");
        Assert.Equal("ADDED a", await watch.NextNameAsync());

        var changed = await server.SendAsync("PATCH", $"{path}/a", """{"metadata":{"labels":{"in":"no"}}}""", "application/merge-patch+json");
        var left = await watch.NextAsync();
        await server.SendAsync("PATCH", $"{path}/a", """{"metadata":{"labels":{"in":"yes"}}}""", "application/merge-patch+json");

        Assert.Equal("DELETED", left.Text("type"));
        Assert.Equal("yes", left.Object("object", "metadata", "labels").Text("in"));
        Assert.Equal(changed.Version, left.Object("object", "metadata").Text("resourceVersion"));
        Assert.Equal("ADDED a", await watch.NextNameAsync());
    }

    [Fact]
    public async Task A_deleted_object_comes_with_its_last_state_and_the_version_of_the_deletion()
    {
        var path = await PathAsync();
        var created = await CreateAsync(path, "a");
        using var watch = await server.WatchAsync($"{path}?watch=true&resourceVersion={created.Version}");
        await server.SendAsync("DELETE", $"{path}/a");

        var deleted = await watch.NextAsync();
        Assert.Equal("DELETED", deleted.Text("type"));
        Assert.True(long.Parse(deleted.Object("object", "metadata").Text("resourceVersion")!, null) > long.Parse(created.Version, null));
        Assert.Null(deleted.Object("object", "metadata")!["deletionTimestamp"]);
    }

    [Fact]
    public async Task A_watch_from_a_version_tells_what_has_happened_since()
    {
        var path = await PathAsync();
        var first = await CreateAsync(path, "a");
        await CreateAsync(path, "b");
        await CreateAsync(path, "c");
        using var watch = await server.WatchAsync($"{path}?watch=true&resourceVersion={first.Version}");

        Assert.Equal("ADDED b", await watch.NextNameAsync());
        Assert.Equal("ADDED c", await watch.NextNameAsync());
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_over_and_says_before_how_far_it_came()
    {
        var path = await PathAsync();
        using var watch = await server.WatchAsync($"{path}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true");

        Assert.Equal("BOOKMARK", (await watch.NextAsync()).Text("type"));
        while (await watch.NextAsync() is { } more)
        {
            Assert.Equal("BOOKMARK", more.Text("type"));
        }
    }

    [Fact]
    public async Task A_table_names_its_columns_in_the_first_event_only()
    {
        var path = await PathAsync();
        await CreateAsync(path, "a");
        await CreateAsync(path, "b");
        using var watch = await server.WatchAsync($"{path}?watch=true", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

        Assert.NotNull((await watch.NextAsync()).Object("object").Array("columnDefinitions"));
        var second = (await watch.NextAsync()).Object("object")!;
        Assert.Null(second["columnDefinitions"]);
        Assert.Equal("PartialObjectMetadata", second.Objects("rows").Single().Object("object").Text("kind"));
    }

    [Fact]
    public async Task Many_watches_see_the_same_changes_in_the_same_order()
    {
        var path = await PathAsync();
        var watches = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.WatchAsync($"{path}?watch=true&resourceVersion=0")));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CreateAsync(path, $"o{i}")));

        var seen = await Task.WhenAll(watches.Select(async w =>
        {
            var names = new List<string>();
            for (var i = 0; i < 20; i++)
            {
                names.Add(await w.NextNameAsync());
            }

            w.Dispose();
            return string.Join(' ', names);
        }));

        Assert.Single(seen.Distinct());
    }

    private async Task<string> PathAsync() => $"/api/v1/namespaces/{await server.NamespaceAsync()}/configmaps";

    private Task<Reply> CreateAsync(string path, string name, string labels = "{}") => server.SendAsync("POST", path, $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}} } }""");
}

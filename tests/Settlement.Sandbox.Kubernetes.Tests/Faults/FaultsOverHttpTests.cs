using System.Net;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Faults;

public sealed class FaultsOverHttpTests(FullServer server) : IClassFixture<FullServer>, IAsyncDisposable
{
    private const string Path = "/api/v1/namespaces/kube-public/configmaps";

    private KubernetesFaults Faults => server.Server.Faults;

    /// <summary>A watch of the test before would use up what the next one counts.</summary>
    public async ValueTask DisposeAsync()
    {
        Faults.Reset();
        await FullServer.UntilAsync("no watch is open", () => Task.FromResult(Faults.Statistics.Watches == 0));
    }

    [Theory]
    [InlineData(503, "the server is currently unable to handle the request", "ServiceUnavailable")]
    [InlineData(500, "Internal error occurred: injected failure", "InternalError")]
    [InlineData(429, "too many requests, please try again later", "TooManyRequests")]
    [InlineData(409, "the server reported a conflict", "Conflict")]
    public async Task Requests_are_refused_in_the_words_of_the_code_and_only_as_often_as_asked(int code, string message, string reason)
    {
        Faults.Refuse(new FaultScope { Count = 1, Method = "GET", Path = "configmaps" }, code);

        var refused = await server.SendAsync("GET", Path);
        Assert.Equal((code, message, reason), (refused.Code, refused.Message, refused.Json.Text("reason")));
        Assert.Equal(code is 429 or 503, refused.Headers.RetryAfter is not null);
        Assert.Equal(200, (await server.SendAsync("GET", Path)).Code);
    }

    [Fact]
    public async Task A_connection_is_dropped_without_an_answer()
    {
        Faults.Abort(new FaultScope { Count = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => server.SendAsync("GET", Path));
        Assert.Equal(200, (await server.SendAsync("GET", Path)).Code);
    }

    [Fact]
    public async Task Events_are_dropped_and_doubled_as_often_as_asked()
    {
        using var watch = await WatchAsync();
        Faults.DropEvents(new FaultScope { Path = "kube-public/configmaps", Count = 1 });
        Faults.DuplicateEvents(new FaultScope { Path = "kube-public/configmaps", Count = 1 });
        foreach (var name in (string[])["dropped", "doubled", "plain"])
        {
            Assert.Equal(201, (await server.SendAsync("POST", Path, $$$"""{"metadata":{"name":"{{{name}}}"}}""")).Code);
        }

        Assert.Equal(["ADDED doubled", "ADDED doubled", "ADDED plain"], [await watch.NextNameAsync(), await watch.NextNameAsync(), await watch.NextNameAsync()]);
    }

    [Fact]
    public async Task A_late_event_comes_late_and_those_behind_it_come_after_it()
    {
        using var watch = await WatchAsync();
        Faults.DelayEvents(new FaultScope { Path = "kube-public/configmaps", Count = 1 }, TimeSpan.FromMilliseconds(200));
        var start = TimeProvider.System.GetTimestamp();
        await server.SendAsync("POST", Path, """{"metadata":{"name":"late"}}""");
        await server.SendAsync("POST", Path, """{"metadata":{"name":"later"}}""");

        Assert.Equal(["ADDED late", "ADDED later"], [await watch.NextNameAsync(), await watch.NextNameAsync()]);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(190));
    }

    [Fact]
    public async Task Open_watches_end_in_an_orderly_way()
    {
        using var watch = await WatchAsync();
        await FullServer.UntilAsync("the watch is open", () => Task.FromResult(Faults.Statistics.Watches >= 1));
        Faults.CloseWatches();

        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_that_ends_while_its_client_is_slow_ends_in_an_orderly_way_too()
    {
        const string path = "/api/v1/namespaces/default/configmaps";
        var data = new string('x', 500_000);
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(201, (await server.SendAsync("POST", path, $$$"""{"metadata":{"name":"big-{{{i}}}"},"data":{"a":"{{{data}}}"}}""")).Code);
        }

        using var watch = await OpenAsync($"{path}?watch=1");
        Assert.StartsWith("ADDED ", await watch.NextNameAsync(), StringComparison.Ordinal);
        Faults.CloseWatches();

        while (await watch.NextAsync() is { } next)
        {
            Assert.Equal("ADDED", next.Text("type"));
        }

        Assert.Equal(200, (await server.SendAsync("DELETE", path)).Code);
    }

    [Fact]
    public async Task A_watch_that_lags_behind_the_end_of_its_definition_still_tells_of_every_object()
    {
        const string definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", objects = "/apis/lag.example.com/v1/namespaces/default/lags";
        Assert.Equal(201, (await server.SendAsync("POST", definitions, """
            {"metadata":{"name":"lags.lag.example.com"},"spec":{"group":"lag.example.com","scope":"Namespaced","names":{"plural":"lags","kind":"Lag"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """)).Code);
        foreach (var name in (string[])["one", "three", "two"])
        {
            Assert.Equal(201, (await server.SendAsync("POST", objects, $$$"""{"apiVersion":"lag.example.com/v1","kind":"Lag","metadata":{"name":"{{{name}}}"}}""")).Code);
        }

        using var watch = await OpenAsync($"{objects}?watch=1&resourceVersion={(await server.SendAsync("GET", objects)).Version}");
        Faults.DelayEvents(new FaultScope { Path = "default/lags", Count = 1 }, TimeSpan.FromMilliseconds(500));
        Assert.Equal(200, (await server.SendAsync("DELETE", $"{definitions}/lags.lag.example.com")).Code);

        Assert.Equal(["DELETED one", "DELETED three", "DELETED two"], [await watch.NextNameAsync(), await watch.NextNameAsync(), await watch.NextNameAsync()]);
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task After_a_compaction_an_old_watch_is_expired()
    {
        var version = (await server.SendAsync("GET", Path)).Version;
        await server.SendAsync("POST", Path, """{"metadata":{"name":"newer"}}""");
        Assert.Equal(Faults.Statistics.Revision, Faults.Compact());

        using var watch = await OpenAsync($"{Path}?watch=1&resourceVersion={version}");
        var first = (await watch.NextAsync())!;
        Assert.Equal(("ERROR", 410), (first.Text("type"), first.Object("object").Number("code")));
    }

    [Fact]
    public async Task The_control_endpoint_answers_beside_the_api()
    {
        using var control = new HttpClient { BaseAddress = server.Server.ControlAddress };
        using var answer = await control.GetAsync(new Uri("/stats", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"requests\":", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>A watch of what comes from now on.</summary>
    private async Task<WatchReader> WatchAsync() => await OpenAsync($"{Path}?watch=1&resourceVersion={(await server.SendAsync("GET", Path)).Version}");

    private async Task<WatchReader> OpenAsync(string path)
    {
        var response = await server.Admin.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new WatchReader(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }
}

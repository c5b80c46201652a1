using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Pods;

public sealed class PodPathsOverHttpTests(FullServer server) : IClassFixture<FullServer>
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task Logs_are_streamed_from_the_kubelet_of_the_node()
    {
        var first = new TaskCompletionSource();
        await using var kubelet = await KubeletAsync(async http =>
        {
            await http.Response.WriteAsync($"{http.Request.Path}{http.Request.QueryString}\n");
            await http.Response.Body.FlushAsync();
            await first.Task;
            await http.Response.WriteAsync("end\n");
        });
        await CreatePodAsync("streamed", kubelet.Urls.Single(), "c", "d");

        using var answer = await server.Admin.GetAsync(
            new Uri($"{Pods}/streamed/log?container=c&follow=true&tailLines=5&timestamps=true&pretty=1", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("/containerLogs/default/streamed/c?follow=true&tailLines=5&timestamps=true", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        first.SetResult();
        Assert.Equal("end", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task What_the_kubelet_refuses_is_refused()
    {
        await using var kubelet = await KubeletAsync(http =>
        {
            http.Response.StatusCode = 404;
            return http.Response.WriteAsync("no such container");
        });
        await CreatePodAsync("refused", kubelet.Urls.Single(), "c");

        var refused = await server.SendAsync("GET", $"{Pods}/refused/log");
        Assert.Equal((404, "the server could not find the requested resource (get pods/log refused)"), (refused.Code, refused.Message));
    }

    [Theory]
    [InlineData("", 400, "a container name must be specified for pod two, choose one of: [c d]")]
    [InlineData("?container=x", 400, "container x is not valid for pod two")]
    [InlineData("?container=c&sinceSeconds=0", 422, "PodLogOptions \"two\" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("?container=c&tailLines=-1", 422, "PodLogOptions \"two\" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0")]
    public async Task Wrong_questions_for_logs_are_refused(string query, int code, string message)
    {
        await CreatePodAsync("two", null, "c", "d");

        var refused = await server.SendAsync("GET", $"{Pods}/two/log{query}");
        Assert.Equal((code, message), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_pod_without_a_node_has_no_log_and_no_pod_is_not_found()
    {
        await CreatePodAsync("unbound", null, "c");

        Assert.Equal(204, (await server.SendAsync("GET", $"{Pods}/unbound/log")).Code);
        Assert.Equal(404, (await server.SendAsync("GET", $"{Pods}/nope/log")).Code);
    }

    [Fact]
    public async Task A_pod_is_bound_once()
    {
        await CreatePodAsync("bound", null, "c");
        const string Body = """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"bound"},"target":{"kind":"Node","name":"n1"}}""";

        var answer = await server.SendAsync("POST", $"{Pods}/bound/binding", Body);
        Assert.Equal((201, "Success"), (answer.Code, answer.Json.Text("status")));
        var pod = (await server.SendAsync("GET", $"{Pods}/bound")).Json;
        Assert.Equal(("n1", 2L), (pod.Object("spec").Text("nodeName"), pod.Object("metadata").Number("generation")));
        Assert.Equal(409, (await server.SendAsync("POST", $"{Pods}/bound/binding", Body)).Code);
    }

    [Fact]
    public async Task An_eviction_uses_up_the_budget_and_deletes_with_grace()
    {
        await CreatePodAsync("evicted", "http://127.0.0.1:1", "c");
        await server.SendAsync("PATCH", $"{Pods}/evicted/status", """{"status":{"phase":"Running"}}""", "application/merge-patch+json");
        const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
        Assert.Equal(201, (await server.SendAsync("POST", Budgets, """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"evicted"}}}}""")).Code);
        const string Body = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"evicted"}}""";

        var early = await server.SendAsync("POST", $"{Pods}/evicted/eviction", Body);
        Assert.Equal((429, TimeSpan.FromSeconds(10)), (early.Code, early.Headers.RetryAfter!.Delta));
        await server.SendAsync("PATCH", $"{Budgets}/b/status", """{"status":{"observedGeneration":1,"disruptionsAllowed":1}}""", "application/merge-patch+json");
        Assert.Equal(201, (await server.SendAsync("POST", $"{Pods}/evicted/eviction", Body)).Code);
        Assert.Equal(0, (await server.SendAsync("GET", $"{Budgets}/b")).Json.Object("status").Number("disruptionsAllowed"));
        Assert.Equal(30, (await server.SendAsync("GET", $"{Pods}/evicted")).Json.Object("metadata").Number("deletionGracePeriodSeconds"));
    }

    private static async Task<WebApplication> KubeletAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var kubelet = builder.Build();
        kubelet.Run(answer);
        await kubelet.StartAsync(TestContext.Current.CancellationToken);
        return kubelet;
    }

    /// <summary>A pod, on a node of its own whose kubelet is there if an address is given.</summary>
    private async Task CreatePodAsync(string name, string? kubelet, params string[] containers)
    {
        if (kubelet is not null)
        {
            var node = $$$$"""{"metadata":{"name":"node-{{{{name}}}}"},"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":{{{{new Uri(kubelet).Port}}}} } } } }""";
            Assert.Equal(201, (await server.SendAsync("POST", "/api/v1/nodes", node)).Code);
        }

        var nodeName = kubelet is null ? "" : $"\"nodeName\":\"node-{name}\",";
        var list = string.Join(',', containers.Select(container => $"{{\"name\":\"{container}\",\"image\":\"i\"}}"));
        var code = (await server.SendAsync("POST", Pods, $"{{\"metadata\":{{\"name\":\"{name}\",\"labels\":{{\"app\":\"{name}\"}}}},\"spec\":{{{nodeName}\"containers\":[{list}]}}}}")).Code;
        Assert.True(code is 201 or 409);
    }
}

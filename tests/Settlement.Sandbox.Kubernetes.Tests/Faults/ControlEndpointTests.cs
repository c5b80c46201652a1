using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Access;
using Settlement.Sandbox.Kubernetes.Faults;
using Settlement.Sandbox.Kubernetes.Storage;

namespace Settlement.Sandbox.Kubernetes.Tests.Faults;

public sealed class ControlEndpointTests
{
    private readonly FaultRules _rules = new(TimeProvider.System);
    private readonly ControlEndpoint _endpoint;
    private readonly ObjectStore _store = new();
    private readonly DeniedLog _denied = new(TimeProvider.System, null);

    public ControlEndpointTests()
    {
        var watches = new OpenWatches(_rules);
        _endpoint = new ControlEndpoint(new KubernetesFaults(_rules, watches, new FaultGate(_rules, watches, TimeProvider.System), _denied, _store));
    }

    [Theory]
    [InlineData("POST", "/unavailable", "?code=200")]
    [InlineData("POST", "/unavailable", "?count=many")]
    [InlineData("POST", "/delay", "?ms=-1")]
    [InlineData("POST", "/delay", "?seconds=1e9")]
    public async Task Nonsense_is_refused_and_disturbs_nothing(string method, string path, string query)
    {
        Assert.Equal(400, (await AskAsync(method, path, query)).Code);
        Assert.Null(_rules.Take(false, "GET", "/"));
    }

    [Theory]
    [InlineData("GET", "/nope", 404)]
    [InlineData("GET", "/compact", 405)]
    [InlineData("DELETE", "/stats", 405)]
    public async Task Other_paths_and_methods_are_refused(string method, string path, int code)
    {
        Assert.Equal(code, (await AskAsync(method, path, "")).Code);
    }

    [Fact]
    public async Task Parameters_make_a_fault()
    {
        Assert.Equal("{\"ok\":true}\n", (await AskAsync("POST", "/unavailable", "?code=500&count=1&method=GET&path=pods&seconds=1.5")).Body);

        var fault = _rules.Take(false, "GET", "/api/v1/pods")!;
        Assert.Equal((FaultKind.Refuse, 500, 1, TimeSpan.FromSeconds(1.5)), (fault.Kind, fault.Code, fault.Scope.Count, fault.Scope.Duration));
        Assert.Null(_rules.Take(false, "GET", "/api/v1/pods"));
    }

    [Theory]
    [InlineData("/unavailable", "?mode=abort", false, nameof(FaultKind.Abort))]
    [InlineData("/delay", "?ms=5", false, nameof(FaultKind.Delay))]
    [InlineData("/drop-events", "", true, nameof(FaultKind.DropEvent))]
    [InlineData("/duplicate-events", "", true, nameof(FaultKind.DuplicateEvent))]
    [InlineData("/delay-events", "?ms=5", true, nameof(FaultKind.DelayEvent))]
    public async Task Every_fault_can_be_asked_for(string path, string query, bool meetsEvents, string kind)
    {
        await AskAsync("POST", path, query);
        Assert.Equal(kind, _rules.Take(meetsEvents, "GET", "/")!.Kind.ToString());

        await AskAsync("POST", "/reset", "");
        Assert.Null(_rules.Take(meetsEvents, "GET", "/"));
    }

    [Fact]
    public async Task Refused_requests_are_shown_and_forgotten_on_demand()
    {
        _denied.Add(new DeniedRequest { Code = 403, User = "bob", Verb = "list", Resource = "nodes" });

        Assert.Contains("\"user\":\"bob\",\"verb\":\"list\",\"resource\":\"nodes\"", (await AskAsync("DELETE", "/denied", "")).Body, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await AskAsync("GET", "/denied", "")).Body);
    }

    [Fact]
    public async Task What_happened_is_told()
    {
        Assert.Equal($"{{\"revision\":{_store.Version}}}\n", (await AskAsync("POST", "/compact", "")).Body);
        Assert.Equal($"{{\"compacted\":{_store.Version},\"requests\":0,\"revision\":{_store.Version},\"watches\":0}}\n", (await AskAsync("GET", "/stats", "")).Body);
    }

    private async Task<(int Code, string Body)> AskAsync(string method, string path, string query)
    {
        var http = new DefaultHttpContext();
        (http.Request.Method, http.Request.Path, http.Request.QueryString) = (method, path, new QueryString(query));
        using var body = new MemoryStream();
        http.Response.Body = body;
        await _endpoint.HandleAsync(http);
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}

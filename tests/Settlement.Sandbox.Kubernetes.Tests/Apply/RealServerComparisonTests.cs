using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Patch;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Tests.Recorded;
using Settlement.Sandbox.Kubernetes.Tests.Support;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

/// <summary>
/// Random applies, updates and patches of several managers, sent to an API server on the real machinery and computed here from the same state: objects, owners, times and refusals must be equal.
/// A failure prints the seed.
/// </summary>
public sealed class RealServerComparisonTests
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("APPLY_COMPARISON_ROUNDS") ?? "20", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Writes_to_a_custom_resource_end_as_in_a_real_server()
    {
        Servers.Require(KubeLite.Program, "KUBE_LITE_APISERVER");
        await using var server = await KubeLite.StartAsync(TestContext.Current.CancellationToken);
        using var real = new RealServer(server.Address);
        await real.SendAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", ComparisonSchema.Definition, "application/json");
        await real.WaitForAsync("/apis/g.example/v1/namespaces/default/runs");
        var seed = Environment.TickCount;
        for (var round = 0; round < Rounds; round++)
        {
            await new RunStory(real, seed + round, $"run-{round}").PlayAsync();
        }
    }

    [Fact]
    public async Task Writes_to_a_built_in_object_end_as_in_a_real_server()
    {
        Servers.Require(KubeLite.Program, "KUBE_LITE_APISERVER");
        await using var server = await KubeLite.StartAsync(TestContext.Current.CancellationToken);
        using var real = new RealServer(server.Address);
        var seed = Environment.TickCount;
        for (var round = 0; round < Rounds; round++)
        {
            await new DeploymentStory(real, seed + round, $"d-{round}").PlayAsync();
        }
    }
}

/// <summary>Sends and receives.</summary>
internal sealed class RealServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public RealServer(Uri address)
    {
#pragma warning disable CA5400 // The certificate is made for this run; the server is our own process.
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } }) { BaseAddress = address };
#pragma warning restore CA5400
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", KubeLite.AdminToken);
    }

    public async Task<(int Code, JsonObject Body, DateTimeOffset Date)> SendAsync(string method, string path, string body, string contentType)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new JsonObject { ["message"] = text }, response.Headers.Date ?? default);
    }

    public async Task WaitForAsync(string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!(await _http.GetAsync(new Uri(path, UriKind.Relative), patience.Token)).IsSuccessStatusCode)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>One object and what happens to it.</summary>
internal abstract class Story(RealServer real, int seed, string name)
{
    private const int Length = 12;

    private readonly StringBuilder _log = new();

    protected Random Random { get; } = new(seed);

    protected string Name => name;

    protected JsonObject? Live { get; private set; }

    protected abstract string Path { get; }

    public async Task PlayAsync()
    {
        for (var i = 0; i < Length; i++)
        {
            await StepAsync();
        }
    }

    protected abstract Task StepAsync();

    /// <summary>Sends a write and computes it here.</summary>
    protected async Task CompareAsync(string method, string query, string body, string contentType, Func<DateTimeOffset, JsonObject, JsonObject> compute, Func<JsonObject, JsonObject> view)
    {
        var (code, answer, date) = await real.SendAsync(method, Path + query, body, contentType);
        _log.AppendLine(CultureInfo.InvariantCulture, $"{method} {query} {contentType}\n  {body}\n  -> {code}");
        var newest = answer.Object("metadata").Objects("managedFields").Select(e => e.Text("time")).Where(t => t is not null).Max(StringComparer.Ordinal);
        var now = newest is null ? date : DateTimeOffset.Parse(newest, CultureInfo.InvariantCulture);
        try
        {
            var computed = compute(now, answer);
            if (code is 200 or 201)
            {
                Same(view(answer), view(computed));
            }
            else if (code is 409 or 400 or 500)
            {
                Fail($"refused there: {answer.Text("message")}, here: {computed.ToJsonString(Json.Compact)}");
            }
        }
        catch (StatusException e)
        {
            if (code != e.Code || Lines(answer.Text("message")) != Lines(e.Message))
            {
                Fail($"there: {code} {answer.Text("message")}\nhere:  {e.Code} {e.Message}");
            }
        }

        if (code is 200 or 201)
        {
            Live = answer;
        }
    }

    protected T OneOf<T>(params T[] values) => values[Random.Next(values.Length)];

    /// <summary>The lines in order: the machinery walks maps in any.</summary>
    private static string Lines(string? message) => string.Join('\n', (message ?? "").Split('\n').Order(StringComparer.Ordinal));

    private void Same(JsonObject there, JsonObject here)
    {
        if (!JsonNode.DeepEquals(there, here))
        {
            Fail($"there: {there.ToJsonString(Json.Compact)}\nhere:  {here.ToJsonString(Json.Compact)}");
        }
    }

    private void Fail(string message) => Assert.Fail($"seed {seed}\n{_log}\nlive: {Live?.ToJsonString(Json.Compact)}\n{message}");
}

/// <summary>A custom resource: everything but the machinery's own fields is compared.</summary>
internal sealed class RunStory(RealServer real, int seed, string name) : Story(real, seed, name)
{
    protected override string Path => $"/apis/g.example/v1/namespaces/default/runs/{Name}";

    protected override async Task StepAsync()
    {
        var manager = OneOf("ann", "ben", "cem");
        var status = Live is not null && Random.Next(3) == 0;
        var configuration = Configuration();
        var query = $"{(status ? "/status" : "")}?fieldManager={manager}";
        var writer = new FieldWriter(manager, "g.example/v1", "Run", status ? "status" : "", default, FieldSet.Of([status ? "spec" : "status"]));
        if (Live is null || Random.Next(3) > 0)
        {
            var force = Random.Next(3) == 0;
            await CompareAsync("PATCH", query + (force ? "&force=true" : ""), configuration.ToJsonString(), "application/apply-patch+yaml", (now, _) => Finish(ManagedFields.Apply(Live, configuration, TestSchema.Run, writer with { Now = now }, force), status, now), View);
        }
        else
        {
            configuration.Remove("apiVersion");
            configuration.Remove("kind");
            var patch = configuration.ToJsonString();
            await CompareAsync("PATCH", query, patch, "application/merge-patch+json", (now, _) =>
            {
                var value = Clean(MergePatch.Apply(Live, Encoding.UTF8.GetBytes(patch), []), TestSchema.Run);
                ManagedFields.Update(Live, value, TestSchema.Run, writer with { Now = now });
                return Finish(value, status, now);
            }, View);
        }
    }

    /// <summary>What the registry does after the record is made.</summary>
    private JsonObject Finish(JsonObject value, bool status, DateTimeOffset now)
    {
        _ = now;
        value = Clean(value, TestSchema.Run);
        var old = Live ?? [];
        foreach (var member in (ReadOnlySpan<string>)(status ? ["spec"] : ["status"]))
        {
            value.Remove(member);
            if (old[member] is { } kept)
            {
                value[member] = kept.DeepClone();
            }
        }

        if (status)
        {
            var managed = value.Object("metadata")?["managedFields"]?.DeepClone();
            value["metadata"] = old["metadata"]!.DeepClone();
            value.Metadata()["managedFields"] = managed;
        }

        if (Live is not null)
        {
            ManagedFields.KeepTimes(value, old);
        }

        return value;
    }

    private static JsonObject View(JsonObject value)
    {
        var view = new JsonObject { ["spec"] = value["spec"]?.DeepClone(), ["status"] = value["status"]?.DeepClone() };
        foreach (var member in (ReadOnlySpan<string>)["labels", "annotations", "finalizers", "managedFields"])
        {
            view[member] = value.Object("metadata")?[member]?.DeepClone();
        }

        return view;
    }

    /// <summary>Drops nulls and sets the one default.</summary>
    private static JsonObject Clean(JsonObject value, SchemaNode node)
    {
        _ = node;
        var clean = value.DeepClone().AsObject();
        Drop(clean, "");
        foreach (var member in (ReadOnlySpan<string>)["labels", "finalizers"])
        {
            if (clean.Object("metadata")?[member] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                clean.Metadata().Remove(member);
            }
        }

        foreach (var port in clean.Object("spec").Objects("ports"))
        {
            port.TryAdd("protocol", "TCP");
        }

        return clean;

        static void Drop(JsonNode? item, string path)
        {
            if (item is JsonObject map)
            {
                foreach (var (name, member) in map.ToList())
                {
                    if (member is null && !path.StartsWith(".spec.any", StringComparison.Ordinal))
                    {
                        map.Remove(name);
                    }
                    else
                    {
                        Drop(member, path + "." + name);
                    }
                }
            }
            else if (item is JsonArray list)
            {
                foreach (var element in list)
                {
                    Drop(element, path);
                }
            }
        }
    }

    private JsonObject Configuration()
    {
        var spec = new JsonObject();
        Maybe(spec, "settlers", () => Random.Next(3));
        Maybe(spec, "market", () => OneOf("CME", "COMEX"));
        Maybe(spec, "tags", () => List(() => OneOf("a", "b", "c", "d"), 4));
        Maybe(spec, "tiers", () => List(() => new JsonObject { ["kind"] = OneOf("Vwap", "Last") }, 3));
        Maybe(spec, "labels", () => Map(() => OneOf("1", "2")));
        Maybe(spec, "selector", () => Map(() => OneOf("1", "2")));
        Maybe(spec, "any", () => Any(2));
        Maybe(spec, "ports", () => List(Port, 4));
        var status = new JsonObject();
        Maybe(status, "phase", () => OneOf("Settled", "Closing"));
        Maybe(status, "members", () => Map(() => new JsonObject { ["ready"] = Random.Next(2) == 0, ["lag"] = Random.Next(2) }));
        Maybe(status, "conditions", () => List(() => new JsonObject { ["type"] = OneOf("A", "B", "C"), ["status"] = OneOf("True", "False") }, 3));
        var metadata = new JsonObject { ["name"] = Name };
        Maybe(metadata, "labels", () => Map(() => OneOf("1", "2"), nulls: false));
        Maybe(metadata, "finalizers", () => List(() => OneOf("a.b/c", "d.e/f"), 2));
        var value = new JsonObject { ["apiVersion"] = "g.example/v1", ["kind"] = "Run", ["metadata"] = metadata };
        if (Random.Next(4) > 0)
        {
            value["spec"] = spec;
        }

        if (Random.Next(2) > 0)
        {
            value["status"] = status;
        }

        return value;
    }

    private JsonObject Port()
    {
        var port = new JsonObject { ["port"] = 80 + Random.Next(3) };
        Maybe(port, "protocol", () => OneOf("TCP", "UDP"));
        Maybe(port, "name", () => OneOf("x", "y"));
        return port;
    }

    private JsonNode? Any(int depth) => Random.Next(depth > 0 ? 6 : 3) switch
    {
        0 => 1,
        1 => "t",
        2 => true,
        3 => List(() => Any(depth - 1), 2),
        _ => Map(() => Any(depth - 1)),
    };

    private JsonObject Map(Func<JsonNode?> value, bool nulls = true)
    {
        var map = new JsonObject();
        foreach (var key in (ReadOnlySpan<string>)["p", "q", "r"])
        {
            if (Random.Next(2) == 0)
            {
                map[key] = nulls && Random.Next(12) == 0 ? null : value();
            }
        }

        return map;
    }

    private JsonArray List(Func<JsonNode?> item, int most)
    {
        var list = new JsonArray();
        for (var i = Random.Next(most + 1); i > 0; i--)
        {
            list.Add(item());
        }

        return list;
    }

    private void Maybe(JsonObject into, string name, Func<JsonNode?> value)
    {
        if (Random.Next(3) == 0)
        {
            into[name] = Random.Next(15) == 0 ? null : value();
        }
    }
}

/// <summary>A Deployment: owners and refusals are compared, as the defaults of the kind are another matter.</summary>
internal sealed class DeploymentStory(RealServer real, int seed, string name) : Story(real, seed, name)
{
    private static readonly SchemaNode Schema = BuiltInSchemas.For("apps", "v1", "Deployment")!;

    protected override string Path => $"/apis/apps/v1/namespaces/default/deployments/{Name}";

    protected override async Task StepAsync()
    {
        var manager = OneOf("ann", "ben", "cem");
        var configuration = Configuration();
        var writer = new FieldWriter(manager, "apps/v1", "Deployment", "", default, FieldSet.Of(["status"]));
        var force = Random.Next(2) == 0;
        if (Live is null || Random.Next(2) == 0)
        {
            await CompareAsync("PATCH", $"?fieldManager={manager}&force={(force ? "true" : "false")}", configuration.ToJsonString(), "application/apply-patch+yaml", (now, _) => ManagedFields.Apply(Live, configuration, Schema, writer with { Now = now }, force), Owners);
            return;
        }

        configuration.Remove("apiVersion");
        configuration.Remove("kind");
        await CompareAsync("PATCH", $"?fieldManager={manager}", configuration.ToJsonString(), "application/strategic-merge-patch+json", (now, answer) =>
        {
            // The state after it is the server's; only the record is made here.
            var value = answer.Text("kind") == "Status" ? Live.DeepClone().AsObject() : answer.DeepClone().AsObject();
            value.Metadata()["managedFields"] = Live.Metadata()["managedFields"]?.DeepClone();
            ManagedFields.Update(Live, value, Schema, writer with { Now = now });
            ManagedFields.KeepTimes(value, Live);
            return value;
        }, Owners);
    }

    private static JsonObject Owners(JsonObject value) => new() { ["owners"] = value.Object("metadata")?["managedFields"]?.DeepClone() };

    private JsonObject Configuration()
    {
        var containers = new JsonArray();
        foreach (var container in (ReadOnlySpan<string>)["c1", "c2"])
        {
            if (container == "c1" || Random.Next(2) == 0)
            {
                containers.Add(Container(container));
            }
        }

        var pod = new JsonObject { ["containers"] = containers };
        Maybe(pod, "volumes", () => new JsonArray(new JsonObject { ["name"] = OneOf("v", "w"), ["emptyDir"] = new JsonObject() }));
        Maybe(pod, "nodeSelector", () => new JsonObject { ["a"] = OneOf("b", "c") });
        Maybe(pod, "tolerations", () => new JsonArray(new JsonObject { ["key"] = OneOf("k", "l"), ["operator"] = "Exists" }));
        Maybe(pod, "terminationGracePeriodSeconds", () => OneOf(5, 30));
        var spec = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["a"] = "b" } },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "b" } }, ["spec"] = pod },
        };
        Maybe(spec, "replicas", () => Random.Next(3));
        Maybe(spec, "revisionHistoryLimit", () => 10);
        var metadata = new JsonObject { ["name"] = Name };
        Maybe(metadata, "labels", () => new JsonObject { ["x"] = OneOf("1", "2"), ["y"] = "z" });
        Maybe(metadata, "annotations", () => new JsonObject { [OneOf("p", "q")] = "1" });
        return new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["metadata"] = metadata, ["spec"] = spec };
    }

    private JsonObject Container(string container)
    {
        var made = new JsonObject { ["name"] = container, ["image"] = OneOf("i1", "i2") };
        Maybe(made, "args", () => new JsonArray(OneOf("x", "y")));
        Maybe(made, "env", () => new JsonArray(new JsonObject { ["name"] = OneOf("E", "F"), ["value"] = OneOf("1", "2") }));
        Maybe(made, "ports", () => new JsonArray(new JsonObject { ["containerPort"] = OneOf(80, 90) }, new JsonObject { ["containerPort"] = 70, ["protocol"] = "UDP" }));
        Maybe(made, "resources", () => new JsonObject { ["limits"] = new JsonObject { ["cpu"] = OneOf("1", "500m") } });
        return made;
    }

    private void Maybe(JsonObject into, string name, Func<JsonNode?> value)
    {
        if (Random.Next(3) == 0)
        {
            into[name] = value();
        }
    }
}

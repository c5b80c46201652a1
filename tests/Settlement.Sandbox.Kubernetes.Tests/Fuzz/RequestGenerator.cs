using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>Makes requests that are wrong in some way, or in several. The same seed gives the same requests, whatever is answered.</summary>
internal sealed class RequestGenerator(IReadOnlyList<FuzzKind> kinds, int seed)
{
    private const int Names = 12;
    private readonly Random _random = new(seed);

    public FuzzRequest Next() => _random.Next(1000) switch
    {
        < 4 => Noise(),
        < 8 => BrokenChunking(),
        < 10 => Huge(),
        < 12 => Future(),
        < 60 => OddPath(),
        < 330 => Body("POST", "create", Collection),
        < 480 => Body("PUT", "update", One),
        < 720 => Patch(),
        < 860 => Read(),
        < 930 => Send("DELETE", "delete", One(Kind()) + Query(), Chance(3) ? JsonMutation.Bytes("""{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"preconditions":{"uid":"x"},"propagationPolicy":"Foreground","dryRun":["All"]}"""u8.ToArray(), _random) : []),
        < 935 => Send("DELETE", "delete collection", Deletable(Kind()) + Query(), []),
        < 950 => Truncated(),
        < 965 => Send("GET", "token of a page", Collection(Kind()) + "?limit=2&continue=" + Convert.ToBase64String(Noise(20)).TrimEnd('=').Replace('+', '-').Replace('/', '_'), []),
        < 980 => Send(Pick("OPTIONS", "TRACE", "HEAD", "FOO", "get", "CONNECT", "LIST", new string('M', 100)), "method", One(Kind()), []),
        _ => Send("POST", "review", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", JsonMutation.Bytes("""{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"resourceAttributes":{"namespace":"x","verb":"get","resource":"pods"}}}"""u8.ToArray(), _random)),
    };

    private FuzzRequest Body(string method, string what, Func<FuzzKind, string> path)
    {
        var kind = Kind();
        var (contentType, body) = Content(kind);
        return Send(method, what, path(kind) + Below() + Query(), body, Chance(30) ? Pick(Oddities.ContentTypes) : contentType);
    }

    private (string Type, byte[] Body) Content(FuzzKind kind)
    {
        switch (_random.Next(20))
        {
            case 0: return ("application/yaml", Encoding.UTF8.GetBytes(Pick(Oddities.Yaml)));
            case 1: return ("application/yaml", Encoding.UTF8.GetBytes($"apiVersion: {kind.Good.Text("apiVersion")}\nkind: {kind.Good.Text("kind")}\nmetadata:\n  name: {Name()}\n" + Pick(Oddities.Yaml)));
            case 2: return ("application/json", JsonMutation.Bytes(Utf8(kind.Named(Name())), _random));
            case 3: return ("application/json", Noise(200));
            case 4 or 5 when kind.Protobuf.Length > 0: return ("application/vnd.kubernetes.protobuf", JsonMutation.Bytes(kind.Protobuf, _random));
            case 6: return ("application/yaml", Encoding.UTF8.GetBytes(JsonMutation.Values(kind.Named(Name()), _random)));
            case 7: return ("application/json", Encoding.UTF8.GetBytes(Chance(20) ? Pick(Oddities.Nested) : Pick(Oddities.Values)));
            default: return ("application/json", Encoding.UTF8.GetBytes(JsonMutation.Values(kind.Named(Name()), _random)));
        }
    }

    private FuzzRequest Patch()
    {
        var kind = Kind();
        var path = One(kind) + (Chance(6) ? Pick("/status", "/scale") : "");
        switch (_random.Next(4))
        {
            case 0:
                var operations = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => $$"""{"op":"{{Pick("add", "remove", "replace", "move", "copy", "test", "x", "")}}","path":"{{Pointer()}}","from":"{{Pointer()}}","value":{{Pick(Oddities.Values)}}}""");
                var list = Encoding.UTF8.GetBytes($"[{string.Join(',', operations)}]");
                return Send("PATCH", "JSON patch", path + Query(), Chance(5) ? JsonMutation.Bytes(list, _random) : list, "application/json-patch+json");
            case 1:
                return Send("PATCH", "merge patch", path + Query(), Encoding.UTF8.GetBytes(Part(kind)), "application/merge-patch+json");
            case 2:
                return Send("PATCH", "strategic patch", path + Query(), Encoding.UTF8.GetBytes(Part(kind)), "application/strategic-merge-patch+json");
            default:
                var text = Chance(5) ? Encoding.UTF8.GetBytes(Pick(Oddities.Yaml)) : Encoding.UTF8.GetBytes(JsonMutation.Values(kind.Named(Name()), _random));
                return Send("PATCH", "apply", path + "?fieldManager=fuzz" + (Chance(2) ? "&force=true" : "") + (Chance(4) ? "&" + Pick(Oddities.Queries) : ""), text, "application/apply-patch+yaml");
        }
    }

    /// <summary>Some members of the good object, spoilt.</summary>
    private string Part(FuzzKind kind)
    {
        var part = new JsonObject();
        foreach (var (name, value) in kind.Good)
        {
            if (name is not ("kind" or "apiVersion") && Chance(2))
            {
                part[name] = value?.DeepClone();
            }
        }

        (part["metadata"] as JsonObject)?.Remove("name");
        return JsonMutation.Values(part, _random);
    }

    private FuzzRequest Read() => Send("GET", "read", (Chance(3) ? One(Kind()) + Below() : Chance(8) ? Pick("/api", "/apis", "/openapi/v2", "/openapi/v3", "/openapi/v3/api/v1", "/version", "/healthz", "/readyz?verbose", "/livez/x", "/metrics", "/") : Collection(Kind())) + Query(), []);

    private FuzzRequest OddPath()
    {
        var parts = Deletable(Kind()).Split('/').ToList();
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var at = _random.Next(1, parts.Count + 1);
            parts.Insert(at, Pick(Oddities.PathParts).Replace(" ", "%20", StringComparison.Ordinal));
            if (Chance(2))
            {
                parts.RemoveAt(_random.Next(1, parts.Count));
            }
        }

        return Send(Pick("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"), "path", "/" + string.Join('/', parts.Skip(1)) + Query(), Chance(2) ? [] : "{}"u8.ToArray(), Pick(Oddities.ContentTypes));
    }

    private FuzzRequest Truncated()
    {
        var body = Utf8(Kind().Named(Name()));
        return Plain("POST", "truncated JSON", FuzzKind.RunsPath, body[.._random.Next(1, body.Length)], "application/json") with { Codes = [400] };
    }

    /// <summary>Up to 4 MiB; more than 3 MiB is refused.</summary>
    private FuzzRequest Huge()
    {
        var filler = new string('x', _random.Next(1 << 20, 4 << 20));
        var body = Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"huge"},"data":{"a":"{{{filler}}}"}}""");
        return Plain("POST", "huge", "/api/v1/namespaces/default/configmaps?dryRun=All", body, "application/json") with { Codes = body.Length > 3 << 20 ? [413] : [201, 409, 413, 422] };
    }

    /// <summary>A version that is not there yet is waited for, so these are few.</summary>
    private FuzzRequest Future() => Chance(30) ? Plain("GET", "future", "/api/v1/pods?resourceVersion=999999999999", [], "") with { Codes = [504] } : Plain("GET", "limit", "/api/v1/pods?limit=x", [], "") with { Codes = [400] };

    private FuzzRequest Noise() => new("noise", "", "", Chance(3) ? Noise(300) : Encoding.Latin1.GetBytes(Pick(Oddities.Noise))) { Closes = true };

    private FuzzRequest BrokenChunking() =>
        new("chunking", "POST", FuzzKind.RunsPath, Encoding.Latin1.GetBytes($"POST {FuzzKind.RunsPath} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\nTransfer-Encoding: chunked\r\n\r\n{Pick(Oddities.Chunking)}")) { Closes = true };

    private FuzzRequest Send(string method, string what, string target, byte[] body, string contentType = "")
    {
        var head = new StringBuilder();
        if (Chance(4))
        {
            head.Append("Accept: ").Append(Pick(Oddities.Accepts)).Append("\r\n");
        }

        if (Chance(12))
        {
            head.Append(Pick(Oddities.Headers)).Append("\r\n");
        }

        return Plain(method, what, target, body, contentType, head.ToString());
    }

    private static FuzzRequest Plain(string method, string what, string target, byte[] body, string contentType, string headers = "")
    {
        var length = body.Length > 0 || method is "POST" or "PUT" or "PATCH" ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n") : "";
        var type = contentType.Length > 0 ? $"Content-Type: {contentType}\r\n" : "";
        var head = Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n{type}{headers}{length}\r\n");
        return new FuzzRequest(what, method, target, [.. head, .. body]);
    }

    private string Pointer() => string.Concat(Enumerable.Range(0, _random.Next(0, 5)).Select(_ => "/" + Pick("metadata", "spec", "status", "data", "labels", "annotations", "managedFields", "containers", "list", "set", "0", "1", "-", "-1", "99999999999999999999", "2147483647", "1e3", "00", "", "~0", "~1", "~", "~2", "name", "resourceVersion", "uid")));

    private string Query() => Chance(4) ? "?" + string.Join('&', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Pick(Oddities.Queries))) : "";

    private string Below() => Chance(12) ? "/" + Pick("status", "scale", "finalize", "log", "binding", "eviction", "token", "exec", "proxy", "x", "status/x") : "";

    private static string Collection(FuzzKind kind) => kind.Path;

    /// <summary>Definitions and namespaces stay, so that later requests have where to go.</summary>
    private static string Deletable(FuzzKind kind) => kind.Path.EndsWith("customresourcedefinitions", StringComparison.Ordinal) ? FuzzKind.RunsPath : kind.Path;

    private string One(FuzzKind kind) => $"{kind.Path}/{Name()}";

    private string Name() => string.Create(CultureInfo.InvariantCulture, $"n{_random.Next(Names)}");

    private FuzzKind Kind() => Chance(3) ? kinds[0] : kinds[_random.Next(kinds.Count)];

    private byte[] Noise(int most)
    {
        var noise = new byte[_random.Next(1, most)];
        _random.NextBytes(noise);
        return noise;
    }

    private T Pick<T>(params ReadOnlySpan<T> from) => from[_random.Next(from.Length)];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private static byte[] Utf8(JsonObject value) => Encoding.UTF8.GetBytes(value.ToJsonString());
}

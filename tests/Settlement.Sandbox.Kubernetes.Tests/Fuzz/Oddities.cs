namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>Things that no well-meaning client sends.</summary>
internal static class Oddities
{
    /// <summary>JSON texts that stand where something else is expected; some are no JSON.</summary>
    public static readonly string[] Values =
    [
        "null", "\"\"", "0", "-1", "1", "true", "false", "[]", "{}", "[null]", "[[]]", "[{}]", "{\"\":null}", "1.5", "-0", "1e400", "1e308", "1e-400", "-1e19", "NaN", "Infinity", "0x10", "01", "+1", "'a'",
        "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", new string('9', 400), "1." + new string('0', 300) + "1",
        "\"1Gi\"", "\"-5\"", "\"99999999999999999999Ei\"", "\"1e999999999\"", "\"1e-999999999\"", "\"0.000000000001n\"", "\"2013-13-45T99:99:99Z\"", "\"0000-00-00T00:00:00Z\"", "\"9999-12-31T23:59:59.999999999+23:59\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\x\"", "\"\\u12\"", "\"a\nb\"", "\"" + new string('x', 70_000) + "\"", "\"../../etc\"", "\"UPPER\"", "\"a/b/c\"", "\"-\"", "\"*\"", "\"%\"", "\"{{.}}\"",
        "{\"a\":1,\"a\":2}", "{\"a\":{\"a\":1,\"a\":2}}", "[1,\"a\",null,{}]", "{\"$patch\":\"replace\"}", "{\"$patch\":\"delete\"}", "{\"$patch\":1}", "{\"$retainKeys\":[\"a\"]}", "{\"$retainKeys\":1}", "[{\"$patch\":\"replace\"}]",
        "[{\"$patch\":\"delete\",\"name\":\"a\"}]", "{\"$deleteFromPrimitiveList/finalizers\":[\"a\"]}", "{\"$setElementOrder/containers\":[{\"name\":\"c\"}]}", "{\"$setElementOrder/containers\":1}", "{\"f:spec\":{}}",
        "{\"matchLabels\":null}", "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\"}]}", "[{\"name\":\"c\"},{\"name\":\"c\"}]", "{\"name\":{}}", "\"/var/run\"", "\"true\"", "\"1\"", "\"10.0.0.1\"", "\"fe80::1%eth0\"", "\"256.1.1.1\"",
    ];

    /// <summary>Nested deeper than anything should be; deep enough to end a process that recurses without looking.</summary>
    public static readonly string[] Nested =
    [
        Nest(200, "[", "]"), Nest(9_000, "[", "]"), Nest(9_000, "{\"a\":", "}"), Nest(100_000, "[", "]"), Nest(100_000, "{\"a\":", "}"), new string('[', 200_000), Nest(60_000, "{\"a\":[", "]}"),
    ];

    public static readonly string[] Yaml =
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n",
        "a: &a\n  b: *a\n", "a: *nobody\n", "&a a: *a\n", "<<: &m {x: 1}\n", "a: &m {x: 1}\nb:\n  <<: [*m, *m]\n", "<<: 1\n", "? [a, b]\n: c\n", "? {a: b}\n: c\n", "a: b\na: c\n", "a:\tb\n\tc: d\n", "- a\n- b\n", "--- a\n--- b\n",
        "...\n", "---\n", "%YAML 9.9\n---\na: b\n", "%TAG ! x:\n---\na: !y z\n", "a: !!binary \"%%%\"\n", "a: !!python/object:os.system [ls]\n", "a: !!int x\n", "a: !!float .nan\n", "a: .inf\nb: -.inf\nc: 0o7\nd: 0b11\ne: 1_000\nf: 1:30:00\n",
        "a: |\n  text\n b: c\n", "a: >9\n x\n", "a: \"\\x0\"\n", "a: \"\\UFFFFFFFF\"\n", "a: 'x\n", "a: [1, 2\n", "a: {b: c\n", "{a: b, a: c, }\n", "2013-10-08: y\n", "~: y\n", "null: y\n", "1: y\n1.0: z\n", "yes: no\nno: yes\n", "@a\n", "`a`\n", "a: b: c\n", ": :\n", "-\n-\n-\n", "# only\n", "",
        "\ufeffa: b\n", "a: \u0000\n", "a:\r\n  b\r c: d", new string('-', 5_000), new string(' ', 50_000) + "a: b\n", new string('[', 50_000), string.Concat(Enumerable.Repeat("- ", 20_000)) + "a\n", string.Concat(Enumerable.Repeat("? ", 20_000)) + "a\n",
        string.Concat(Enumerable.Range(0, 2_000).Select(i => new string(' ', i) + "a:\n")), string.Concat(Enumerable.Repeat("{a: ", 50_000)), "a: " + new string('&', 5_000), "a: " + new string('!', 5_000), "a: \"" + new string('\\', 5_001) + "\"\n",
    ];

    public static readonly string[] PathParts = ["", ".", "..", "%2F", "%2f..%2f", "%00", "%", "%zz", "%C3%28", "%e2%82%ac", "a b", "~", "*", "{name}", "default", "status", "scale", "finalize", "log", "binding", "eviction", "exec", "token", "proxy", "watch", "namespaces", "api", "apis", "v1", ":", ";x=y", "A", "-", new string('n', 300), new string('n', 7_000)];

    public static readonly string[] Queries =
    [
        "limit=-1", "limit=abc", "limit=0", "limit=1", "limit=99999999999999999999", "limit=1&limit=x", "limit=%00", "continue=garbage", "continue=e30", "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiLi4vLi4vIn0",
        "continue=bnVsbA", "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTAwMSwic3RhcnQiOiJcdTAwMDAifQ", "continue=W10", "continue=%ff", "continue=a&resourceVersion=1", "resourceVersion=abc", "resourceVersion=-1", "resourceVersion=1", "resourceVersion=0",
        "resourceVersion=99999999999999999999", "resourceVersion=%20", "resourceVersionMatch=Exact", "resourceVersion=0&resourceVersionMatch=Exact", "resourceVersion=1001&resourceVersionMatch=NotOlderThan", "resourceVersionMatch=x&resourceVersion=1", "labelSelector=a%3D", "labelSelector=%21a",
        "labelSelector=a+in+(", "labelSelector=a+in+(b,c),!d,e!%3Df,g+notin+(h)", "labelSelector=,,,", "labelSelector=a%3D%3D%3Db", "labelSelector=a%3E1,b%3Cx", "labelSelector=%F0%9F%92%A9", "labelSelector=((((", "fieldSelector=metadata.name%3Dx", "fieldSelector=spec.x%3Dy", "fieldSelector=a", "fieldSelector=%3D",
        "fieldSelector=metadata.name%3D%5C", "fieldSelector=metadata.name!%3Da,metadata.namespace%3Ddefault", "fieldSelector=status.phase%3D%3D%3D", "dryRun=All", "dryRun=x", "dryRun=", "dryRun=All&dryRun=None", "fieldManager=" + "m", "fieldManager=%00", "fieldManager=" + "x%0A", "fieldValidation=Strict",
        "fieldValidation=Ignore", "fieldValidation=Warn", "fieldValidation=x", "force=true", "force=x", "force=", "pretty=true", "pretty=x", "timeoutSeconds=1&watch=1", "watch=maybe&timeoutSeconds=1", "watch=1&resourceVersion=abc", "watch=1&resourceVersion=1", "watch=1&sendInitialEvents=true",
        "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1", "watch=1&limit=x", "timeoutSeconds=-1", "timeoutSeconds=x", "timeoutSeconds=99999999999999999999&watch=1", "allowWatchBookmarks=x", "gracePeriodSeconds=-1", "gracePeriodSeconds=x", "gracePeriodSeconds=0",
        "gracePeriodSeconds=9223372036854775807", "propagationPolicy=x", "propagationPolicy=Orphan", "propagationPolicy=Foreground", "orphanDependents=true", "orphanDependents=x", "preconditions=x", "tailLines=-1", "sinceSeconds=x", "container=%20", "limitBytes=0", "hash=x", "&&&", "=", "%", "%zz=%zz", "a=b=c", "?", "#", "includeObject=x", "includeObject=None",
    ];

    public static readonly string[] Accepts =
    [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/json;as=Table;v=v1;g=meta.k8s.io", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json", "application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io", "application/json;as=Table", "application/json;as=Table;v=v9;g=x", "*/*", "text/html", "", ",,,;;;", "application/json;q=x", "application/json;q=", "application/json;q=1e999",
        "application/json;q=NaN,application/yaml;q=-1", "application/*", "application", "application/cbor", "application/json;stream=watch", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf", "application/yaml;as=Table;v=v1;g=meta.k8s.io", "application/json;as=", "application/json;=;=", "é",
    ];

    public static readonly string[] ContentTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml", "application/apply-patch+cbor", "application/cbor", "text/plain", "text/yaml", "", ";", "application/json; charset=utf-16", "application/json;;;", "multipart/form-data; boundary=x", "é", "*/*"];

    public static readonly string[] Headers =
    [
        "Impersonate-User: bob", "Impersonate-User:", "Impersonate-User: system:masters", "Impersonate-User: system:serviceaccount:default:default", "Impersonate-User: system:serviceaccount:::", "Impersonate-Group: system:masters", "Impersonate-Uid: 1", "Impersonate-User: a\r\nImpersonate-Uid: \t", "Impersonate-User: a\r\nImpersonate-Extra-%zz: x",
        "Impersonate-User: a\r\nImpersonate-Group: b\r\nImpersonate-Group: ", "Impersonate-User: a\r\nImpersonate-User: b", "Impersonate-Extra-x: y", "Authorization: Bearer secret", "Authorization: Basic !!!", "Authorization: Bearer", "User-Agent:", "User-Agent: \t/", "If-None-Match: \"x\"", "If-None-Match: *", "If-None-Match: ,,", "Accept-Encoding: gzip", "Accept-Encoding: zip;q=x",
        "Content-Encoding: gzip", "Expect: 100-continue", "X-Http-Method-Override: DELETE", "Upgrade: SPDY/3.1\r\nConnection: Upgrade", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x", "Kubectl-Command: x", "Cookie: a=b;;", "Range: bytes=9-1", "X-Forwarded-For: 256.1.1.1", "Audit-Id: x", "X-Long: y",
    ];

    public static readonly string[] Noise =
    [
        "\r\n\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "GET  /api HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://other/api HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", "GET /api HTTP/1.1\r\n\r\n", "GET /api HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /api HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n", "GET /api HTTP/1.1\r\nHost : a\r\n\r\n", "GET /api HTTP/1.1\nHost: a\n\n", "GET /api HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "GET /api HTTP/1.1\r\nHost: \u00e9\r\n\r\n", "GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001", "GET /" + new string('a', 20_000) + " HTTP/1.1\r\n\r\n", "GET /api HTTP/1.1\r\nHost: a\r\nX: " + new string('a', 40_000) + "\r\n\r\n",
    ];

    public static readonly string[] Chunking = ["zz\r\nabc\r\n0\r\n\r\n", "5\r\nab", "-1\r\n\r\n", "ffffffffffffffff\r\nx", "3\r\nabcd\r\n0\r\n\r\n", "0\r\n", "2;ext=\"\r\n\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nTrailer: x\r\n\r\n", "2\n{}\n0\n\n", ""];

    public static string Nest(int depth, string open, string close) => string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
}

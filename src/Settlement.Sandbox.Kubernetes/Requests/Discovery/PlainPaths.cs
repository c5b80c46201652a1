using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using System.Runtime.InteropServices;

namespace Settlement.Sandbox.Kubernetes.Requests.Discovery;

/// <summary>The paths that tell of the server itself.</summary>
internal sealed class PlainPaths(DiscoveryDocuments documents)
{
    /// <summary>The Kubernetes version whose API this is.</summary>
    private const string Version = "v1.35.10";

    private static readonly string[] Checks = ["ping", "log", "storage"];

    /// <summary>Answers, if the path is one of these.</summary>
    public async Task<bool> TryHandleAsync(HttpContext http)
    {
        switch (http.Request.Path.Value?.TrimEnd('/') ?? "")
        {
            case "" when http.Request.Path == "/":
                MethodCheck.ReadOnly(http.Request);
                await Answers.JsonAsync(http, 200, Index());
                return true;
            case "/version":
                MethodCheck.ReadOnly(http.Request);
                await Answers.JsonAsync(http, 200, VersionBody());
                return true;
            case "/healthz" or "/readyz" or "/livez":
                MethodCheck.ReadOnly(http.Request);
                await Answers.TextAsync(http, 200, http.Request.Query.ContainsKey("verbose") ? Verbose(http.Request.Path.Value!.Trim('/')) : "ok");
                return true;
            case var path when path.Split('/') is ["", "healthz" or "readyz" or "livez", var check] && Checks.Contains(check):
                MethodCheck.ReadOnly(http.Request);
                await Answers.TextAsync(http, 200, "ok");
                return true;
            default:
                return false;
        }
    }

    private static string Verbose(string name) => string.Concat(Checks.Select(c => $"[+]{c} ok\n")) + $"{name} check passed\n";

    private static JsonObject VersionBody() => new()
    {
        ["major"] = "1",
        ["minor"] = "35",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "35",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "34",
        ["gitVersion"] = Version,
        ["gitCommit"] = "settlement-sandbox",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = RuntimeInformation.FrameworkDescription,
        ["compiler"] = "ryujit",
        ["platform"] = $"{(OperatingSystem.IsLinux() ? "linux" : "other")}/{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}",
    };

    private JsonObject Index()
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal) { "/api", "/apis", "/apis/", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/version" };
        foreach (var version in documents.Versions(""))
        {
            paths.Add($"/api/{version}");
        }

        foreach (var group in documents.Groups)
        {
            paths.Add($"/apis/{group}");
            paths.UnionWith(documents.Versions(group).Select(v => $"/apis/{group}/{v}"));
        }

        foreach (var kind in (ReadOnlySpan<string>)["healthz", "livez", "readyz"])
        {
            paths.Add("/" + kind);
            paths.UnionWith(Checks.Select(c => $"/{kind}/{c}"));
        }

        return new JsonObject { ["paths"] = new JsonArray([.. paths.Select(p => (JsonNode)JsonValue.Create(p))]) };
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Requests;

namespace Settlement.Sandbox.Kubernetes.Schemas.OpenApi;

/// <summary>Answers <c>/openapi/v2</c>, <c>/openapi/v3</c> and what is below it.</summary>
internal sealed class OpenApiHandler(OpenApiDocuments documents)
{
    /// <summary>Answers, if the path is one of these.</summary>
    public async Task<bool> TryHandleAsync(HttpContext http)
    {
        var path = (http.Request.Path.Value ?? "").TrimEnd('/');
        if (path is not ("/openapi/v2" or "/openapi/v3") && !path.StartsWith("/openapi/v3/", StringComparison.Ordinal))
        {
            return false;
        }

        MethodCheck.ReadOnly(http.Request);
        switch (path)
        {
            case "/openapi/v2":
                await DocumentAsync(http, documents.Two, immutable: false);
                return true;
            case "/openapi/v3":
                await IndexAsync(http);
                return true;
            default:
                await GroupVersionAsync(http, path["/openapi/v3/".Length..]);
                return true;
        }
    }

    private async Task IndexAsync(HttpContext http)
    {
        var all = documents.Three;
        var index = new JsonObject
        {
            ["paths"] = new JsonObject(all.Select(d => new KeyValuePair<string, JsonNode?>(d.Key, new JsonObject { ["serverRelativeURL"] = Url(d.Key, d.Value) }))),
        };
        Validators(http, all.Values.Max(d => d.Changed));

        // The machinery calls its index plain text, though it is JSON.
        await Answers.BytesAsync(http, 200, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(index.ToJsonString(Json.Compact)));
    }

    private async Task GroupVersionAsync(HttpContext http, string path)
    {
        if (!documents.Three.TryGetValue(path, out var document))
        {
            http.Response.StatusCode = 404;
            http.Response.ContentLength = 0;
            return;
        }

        var asked = http.Request.Query["hash"].ToString();
        if (asked.Length > 0 && asked != document.Hash)
        {
            http.Response.StatusCode = 301;
            http.Response.ContentType = "application/json";
            http.Response.Headers.Location = Url(path, document);
            http.Response.Headers.ETag = $"\"{document.Hash}\"";
            http.Response.Headers.Vary = "Accept";
            http.Response.ContentLength = 0;
            return;
        }

        await DocumentAsync(http, document, asked.Length > 0);
    }

    private static async Task DocumentAsync(HttpContext http, OpenApiDocument document, bool immutable)
    {
        http.Response.Headers.Vary = "Accept";
        if (!AcceptsJson(http.Request))
        {
            http.Response.StatusCode = 406;
            http.Response.ContentLength = 0;
            return;
        }

        http.Response.Headers.ETag = $"\"{document.Hash}\"";
        Validators(http, document.Changed);
        if (immutable)
        {
            http.Response.Headers.CacheControl = "public, immutable";
            http.Response.Headers.Expires = document.Changed.AddYears(1).ToString("R", CultureInfo.InvariantCulture);
        }

        if (http.Request.Headers.IfNoneMatch.ToString().Contains(document.Hash, StringComparison.Ordinal))
        {
            http.Response.StatusCode = 304;
            return;
        }

        await Answers.BytesAsync(http, 200, "application/json", document.Json.Value);
    }

    private static void Validators(HttpContext http, DateTimeOffset changed)
    {
        http.Response.Headers.AcceptRanges = "bytes";
        http.Response.Headers.LastModified = changed.ToString("R", CultureInfo.InvariantCulture);
    }

    private static bool AcceptsJson(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return accept.Length == 0 || accept.Split(',').Select(a => a.Split(';')[0].Trim()).Any(a => a is "application/json" or "*/*" or "application/*");
    }

    private static string Url(string path, OpenApiDocument document) => $"/openapi/v3/{path}?hash={document.Hash}";
}

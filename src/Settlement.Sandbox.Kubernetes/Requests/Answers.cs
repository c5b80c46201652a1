using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests.Output;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    public static Task NotFoundAsync(HttpContext http) => TextAsync(http, 404, "404 page not found\n");

    public static async Task TextAsync(HttpContext http, int code, string text)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await WriteAsync(http, System.Text.Encoding.UTF8.GetBytes(text));
    }

    public static Task JsonAsync(HttpContext http, int code, JsonNode value) => BytesAsync(http, code, "application/json", ObjectForm.Serialize(value));

    public static async Task BytesAsync(HttpContext http, int code, string mediaType, ReadOnlyMemory<byte> body)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = mediaType;
        await WriteAsync(http, mediaType.StartsWith("application/json", StringComparison.Ordinal) && Pretty.IsWanted(http.Request) ? Pretty.Indent(body) : body);
    }

    public static async Task StatusAsync(HttpContext http, StatusException refusal)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        if (refusal.Details.Number("retryAfterSeconds") is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await ObjectAnswers.PlainAsync(http, Negotiation.ForStatus(http.Request), refusal.Code, refusal.ToStatus());
    }

    /// <summary>A warning that clients show to people. One text is told once.</summary>
    public static void Warn(HttpContext http, string text) => WarningHeaders.Of(http).Add(http, text);

    private static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentLength = body.Length;
        if (http.Request.Method != "HEAD")
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }
}

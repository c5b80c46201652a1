using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Settlement.Sandbox.Kubernetes.Requests.Output;

/// <summary>JSON for people: indented when asked for, or when somebody seems to look at it with a browser or on the command line.</summary>
internal static class Pretty
{
    private static readonly string[] LookedAtWith = ["curl", "Wget", "Mozilla/5.0"];

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = Json.Compact.Encoder, MaxDepth = 256, SkipValidation = true };

    public static bool IsWanted(HttpRequest request)
    {
        if (request.Query["pretty"].FirstOrDefault() is { Length: > 0 } asked)
        {
            return asked is "1" or "t" or "T" or "true" or "TRUE" or "True";
        }

        var agent = request.Headers.UserAgent.ToString();
        return LookedAtWith.Any(start => agent.StartsWith(start, StringComparison.Ordinal));
    }

    public static ReadOnlyMemory<byte> Indent(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        var buffer = new ArrayBufferWriter<byte>(json.Length * 2);
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            document.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Reads the bodies of requests.</summary>
internal static class BodyReader
{
    /// <summary>The largest body that is taken, as in a real API server: 3 MiB.</summary>
    public const int Limit = 3 << 20;

    /// <exception cref="StatusException">413: it is too big.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.ContentLength is > Limit)
        {
            throw TooBig();
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await NextAsync(reader, cancellationToken);
            if (read.Buffer.Length > Limit)
            {
                throw TooBig();
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> NextAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException e) when (e is not BadHttpRequestException && e.InnerException is OverflowException)
        {
            // The size of a chunk that no number can hold.
            throw StatusException.BadRequest(e.Message);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new ClientGoneException(e);
        }
    }

    public static JsonObject ParseObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 256 }) as JsonObject ?? throw StatusException.BadRequest("the body of the request is not an object");
        }
        catch (JsonException e)
        {
            throw StatusException.BadRequest($"couldn't get version/kind; json parse error: {e.Message}");
        }
    }

    private static StatusException TooBig() => new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {Limit}");
}

using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Faults;

/// <summary>The Status of a request that is refused on purpose, as the machinery words that code.</summary>
internal static class InjectedFailure
{
    private const string Text = "injected failure";

    public static StatusException Of(int code) => code switch
    {
        429 => new StatusException(code, "TooManyRequests", "too many requests, please try again later", new JsonObject { ["retryAfterSeconds"] = 1 }),
        500 => StatusException.Internal(Text),
        503 => new StatusException(code, "ServiceUnavailable", "the server is currently unable to handle the request"),
        _ => Reported(code),
    };

    private static StatusException Reported(int code)
    {
        var (reason, message) = ServerResponse.Words(code, Text);
        var cause = new JsonObject { ["reason"] = "UnexpectedServerResponse", ["message"] = Text };
        return new StatusException(code, reason, message, new JsonObject { ["causes"] = new JsonArray(cause) });
    }
}

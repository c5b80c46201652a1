using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Faults;

/// <summary>The Status of a request that is refused on purpose, as the machinery words that code.</summary>
internal static class InjectedFailure
{
    private const string Text = "injected failure";

    public static StatusException Of(int code) => code switch
    {
        400 => Reported(code, "BadRequest", "the server rejected our request for an unknown reason"),
        401 => Reported(code, "Unauthorized", "the server has asked for the client to provide credentials"),
        403 => Reported(code, "Forbidden", Text),
        404 => Reported(code, "NotFound", "the server could not find the requested resource"),
        405 => Reported(code, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        409 => Reported(code, "Conflict", "the server reported a conflict"),
        422 => Reported(code, "Invalid", "the server rejected our request due to an error in our request"),
        429 => new StatusException(code, "TooManyRequests", "too many requests, please try again later", new JsonObject { ["retryAfterSeconds"] = 1 }),
        500 => StatusException.Internal(Text),
        503 => new StatusException(code, "ServiceUnavailable", "the server is currently unable to handle the request"),
        504 => Reported(code, "Timeout", "the server was unable to return a response in the time allotted, but may still be processing the request"),
        >= 500 => Reported(code, "InternalError", $"an error on the server (\"{Text}\") has prevented the request from succeeding"),
        _ => Reported(code, "Unknown", $"the server responded with the status code {code} but did not return more information"),
    };

    private static StatusException Reported(int code, string reason, string message) => new(code, reason, message, new JsonObject
    {
        ["causes"] = new JsonArray(new JsonObject { ["reason"] = "UnexpectedServerResponse", ["message"] = Text }),
    });
}

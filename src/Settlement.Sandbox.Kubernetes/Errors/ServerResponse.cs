namespace Settlement.Sandbox.Kubernetes.Errors;

/// <summary>How the machinery words an answer of which only the code is known.</summary>
internal static class ServerResponse
{
    /// <summary>Reason and message of a Status.</summary>
    /// <param name="code">The code.</param>
    /// <param name="said">What came with it.</param>
    public static (string Reason, string Message) Words(int code, string said) => code switch
    {
        400 => ("BadRequest", "the server rejected our request for an unknown reason"),
        401 => ("Unauthorized", "the server has asked for the client to provide credentials"),
        403 => ("Forbidden", said),
        404 => ("NotFound", "the server could not find the requested resource"),
        405 => ("MethodNotAllowed", "the server does not allow this method on the requested resource"),
        409 => ("Conflict", "the server reported a conflict"),
        422 => ("Invalid", "the server rejected our request due to an error in our request"),
        504 => ("Timeout", "the server was unable to return a response in the time allotted, but may still be processing the request"),
        >= 500 => ("InternalError", $"an error on the server (\"{said}\") has prevented the request from succeeding"),
        _ => ("Unknown", $"the server responded with the status code {code} but did not return more information"),
    };
}

using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Kubernetes;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed in the server itself; the client got a Status 500")]
    public static partial void RequestFailed(ILogger logger, Exception error, string method, string path);
}

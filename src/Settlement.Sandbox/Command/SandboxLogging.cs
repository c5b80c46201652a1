using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Command;

/// <summary>Where the sandbox's own messages go: to standard error, one line each.</summary>
internal static class SandboxLogging
{
    /// <summary>Makes the loggers.</summary>
    public static ILoggerFactory Create() => LoggerFactory.Create(builder =>
    {
        builder.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        builder.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.SetMinimumLevel(LogLevel.Information);
        // Each request to the embedded API server would be two lines.
        builder.AddFilter("Microsoft", LogLevel.Warning);
    });
}

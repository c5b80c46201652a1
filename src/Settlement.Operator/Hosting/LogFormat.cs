using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Settlement.Operator.Hosting;

/// <summary>How the log is written.</summary>
internal enum LogFormat
{
    /// <summary>One line of text per message, for people.</summary>
    Text,

    /// <summary>One JSON object per message, scopes included, for log collectors.</summary>
    Json,
}

internal static class LogFormatExtensions
{
    private const string UtcTime = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    /// <summary>Writes to the console in one format, without any other provider.</summary>
    public static ILoggingBuilder UseFormat(this ILoggingBuilder logging, LogFormat format)
    {
        logging.ClearProviders();
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
        return format == LogFormat.Json
            ? logging.AddJsonConsole(options => Set(options, UtcTime.Trim()))
            : logging.AddSimpleConsole(options =>
            {
                Set(options, UtcTime);
                options.SingleLine = true;
            });
    }

    private static void Set(ConsoleFormatterOptions options, string time)
    {
        options.IncludeScopes = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = time;
    }
}

using Microsoft.Extensions.Logging;
using Settlement.Engine;
using Settlement.Engine.Ports;

namespace Settlement.Operator.Settler;

/// <summary>What the settler's host logs. Event ids 5000 to 5099 are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "Settler {Pod} of run {Run} starts")]
    public static partial void Starts(ILogger logger, string pod, string run);

    [LoggerMessage(5001, LogLevel.Warning, "Waiting for the run: {Reason}")]
    public static partial void WaitingForRun(ILogger logger, string reason);

    [LoggerMessage(5002, LogLevel.Information, "Settles {Market} {TradingDay} revision {Revision}: {GroupMode} group {GroupId}, recovery {Recovery}, topic {Topic} on {BootstrapServers}")]
    public static partial void Settles(
        ILogger logger, string market, string tradingDay, int revision, string groupMode, string groupId, Recovery recovery, string topic, string bootstrapServers);

    [LoggerMessage(5003, LogLevel.Error, "The run cannot be settled as it is written, and the settler leaves: {Problems}")]
    public static partial void Unusable(ILogger logger, string problems);

    [LoggerMessage(5004, LogLevel.Information, "The run's day is over ({Outcome}); idle until told to stop")]
    public static partial void DayOver(ILogger logger, SettlerOutcome outcome);

    [LoggerMessage(5005, LogLevel.Warning, "Fenced, and leaves at once: {Message}")]
    public static partial void Fenced(ILogger logger, string message);

    [LoggerMessage(5006, LogLevel.Critical, "The ledger holds something that must never be; the settler stops and a person must look: {Message}")]
    public static partial void LedgerInvariant(ILogger logger, string message);

    [LoggerMessage(5007, LogLevel.Critical, "The settler cannot go on and leaves, to be started again")]
    public static partial void Broken(ILogger logger, Exception exception);

    [LoggerMessage(5008, LogLevel.Information, "Told to stop")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(5009, LogLevel.Warning, "Crash point {Point}: {Action}")]
    public static partial void CrashPointReached(ILogger logger, CrashPoint point, CrashAction action);

    [LoggerMessage(5010, LogLevel.Warning, "Not everything was shown within {Seconds} s before leaving")]
    public static partial void NotFlushed(ILogger logger, double seconds);

    [LoggerMessage(5011, LogLevel.Information, "Stopped with exit code {ExitCode}")]
    public static partial void Stopped(ILogger logger, int exitCode);
}

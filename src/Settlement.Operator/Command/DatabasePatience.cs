using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Npgsql;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;

namespace Settlement.Operator.Command;

/// <summary>Waits for a database that is not there yet; a refused login is not waited for, because time does not cure it.</summary>
/// <param name="limit">Longest wait; null: 60 s.</param>
/// <param name="time">Clock.</param>
/// <param name="output">Where it says what it waits for.</param>
internal sealed class DatabasePatience(TimeSpan? limit, TimeProvider time, TextWriter output)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    private readonly TimeSpan _limit = limit ?? TimeSpan.FromSeconds(60);
    private readonly long _began = time.GetTimestamp();

    /// <summary>The option for the limit.</summary>
    public static Option<TimeSpan?> Option() => new("--wait")
    {
        HelpName = "DURATION",
        Description = "How long to wait for a database that is not there yet, such as 60s or 5m; 0s: not at all. Default 60s.",
        CustomParser = Parse,
    };

    /// <summary>Does the work as soon as the database is there.</summary>
    /// <exception cref="LedgerUnavailableException">It was not there in time, or refuses the login.</exception>
    public async Task<T> ForAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var told = "";
        while (true)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (LedgerUnavailableException e) when (MayCome(e) && time.GetElapsedTime(_began) < _limit)
            {
                if (e.Message != told)
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{e.Message} Waiting for it, at most {_limit.TotalSeconds:0} s.")).ConfigureAwait(false);
                told = e.Message;
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool MayCome(LedgerUnavailableException e) =>
        e.Reason.EndsWith("Unavailable", StringComparison.Ordinal) || e.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName };

    private static TimeSpan? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (text is "0" or "0s")
            return TimeSpan.Zero;
        if (Durations.TryParse(text, out var duration))
            return duration;
        argument.AddError($"--wait: '{text}' is not a duration such as 60s or 5m.");
        return null;
    }
}

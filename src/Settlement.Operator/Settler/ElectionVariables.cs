using System.Globalization;
using Settlement.Kubernetes.Elect;

namespace Settlement.Operator.Settler;

/// <summary>
/// The election's times from the environment. SETTLEMENT_LEASE_SECONDS alone scales the others in the proportion of the defaults (15, 10 and 2 s);
/// SETTLEMENT_LEASE_RENEW_SECONDS and SETTLEMENT_LEASE_RETRY_SECONDS set them one by one.
/// </summary>
internal static class ElectionVariables
{
    /// <summary>Duration of the lease, in seconds.</summary>
    public const string Duration = "SETTLEMENT_LEASE_SECONDS";

    /// <summary>Time after which a nomination that was not renewed is lost, in seconds.</summary>
    public const string Renew = "SETTLEMENT_LEASE_RENEW_SECONDS";

    /// <summary>Pause between two renewals, in seconds.</summary>
    public const string Retry = "SETTLEMENT_LEASE_RETRY_SECONDS";

    /// <summary>Reads the times; what is wrong is added to the problems.</summary>
    public static ElectionOptions Read(Func<string, string?> variable, List<string> problems)
    {
        var defaults = new ElectionOptions();
        var duration = Seconds(Duration, variable, problems) ?? defaults.LeaseDuration;
        var options = new ElectionOptions
        {
            LeaseDuration = duration,
            RenewDeadline = Seconds(Renew, variable, problems) ?? duration * (defaults.RenewDeadline / defaults.LeaseDuration),
            RetryPeriod = Seconds(Retry, variable, problems) ?? duration * (defaults.RetryPeriod / defaults.LeaseDuration),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            problems.Add(e.Message.TrimEnd('.'));
        }

        return options;
    }

    private static TimeSpan? Seconds(string name, Func<string, string?> variable, List<string> problems)
    {
        if (variable(name) is not { Length: > 0 } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600)
            return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        problems.Add($"{name} is '{text}', it must be a number of seconds above 0 and at most 3600");
        return null;
    }
}

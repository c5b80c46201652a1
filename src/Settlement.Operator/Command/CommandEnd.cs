using Settlement.Domain.Reference;
using Settlement.Engine.Ports;
using Settlement.Operator.Compute;

namespace Settlement.Operator.Command;

/// <summary>Turns the failures that a person can cure into one message and an exit code.</summary>
internal static class CommandEnd
{
    /// <summary>Does the work and says how it ended.</summary>
    public static Task<int> OfAsync(Func<Task> work) => OfAsync(async () =>
    {
        await work().ConfigureAwait(false);
        return ExitCode.Ok;
    });

    /// <summary>Does work that has an exit code of its own.</summary>
    public static async Task<int> OfAsync(Func<Task<int>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            return await SayAsync(e.Message, ExitCode.BadArguments).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ComputeException or ReferenceException)
        {
            return await SayAsync(e.Message, ExitCode.BadInput).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LedgerUnavailableException or LedgerInvariantException or FeedException)
        {
            return await SayAsync(e.Message, ExitCode.Failed).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await SayAsync("Stopped.", ExitCode.Failed).ConfigureAwait(false);
        }
    }

    private static async Task<int> SayAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync(message).ConfigureAwait(false);
        return code;
    }
}

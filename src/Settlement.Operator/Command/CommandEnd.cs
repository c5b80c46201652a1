using Settlement.Domain.Reference;
using Settlement.Engine.Ports;

namespace Settlement.Operator.Command;

/// <summary>Turns the failures that a person can cure into one message and an exit code.</summary>
internal static class CommandEnd
{
    /// <summary>Does the work and says how it ended.</summary>
    public static async Task<int> OfAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (UsageException e)
        {
            return await SayAsync(e.Message, ExitCode.BadArguments).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LedgerUnavailableException or LedgerInvariantException or ReferenceException)
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

using Settlement.Sandbox.Cluster;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary>How commands end: with their code, or with one clear message for what was absent or refused.</summary>
internal static class CommandEnd
{
    /// <summary>It did what was asked.</summary>
    public const int Ok = 0;

    /// <summary>It could not.</summary>
    public const int Failed = 1;

    /// <summary>It was interrupted before it was done.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs a command's work.</summary>
    public static async Task<int> OfAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            return Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception failure) when (failure is SandboxException or SandboxClusterException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return Failed;
        }
    }
}

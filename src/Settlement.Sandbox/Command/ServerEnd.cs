namespace Settlement.Sandbox.Command;

/// <summary>Waits for the end of a server that runs alone.</summary>
internal static class ServerEnd
{
    /// <summary>Returns when the server is to leave: told by a signal, or by the end of its input.</summary>
    /// <param name="withInput">Whether the end of standard input counts.</param>
    /// <param name="cancellationToken">The signal.</param>
    public static async Task WaitAsync(bool withInput, CancellationToken cancellationToken)
    {
        try
        {
            if (withInput)
            {
                var buffer = new byte[256];
                await using var input = Console.OpenStandardInput();
                while (await input.ReadAsync(buffer, cancellationToken) > 0)
                {
                }
            }
            else
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to leave: that is a good end here.
        }
    }
}

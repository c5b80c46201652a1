using System.CommandLine;

namespace Settlement.Operator.Command;

/// <summary>The command line of the executable.</summary>
internal static class SettlementCommand
{
    /// <summary>Runs what the arguments ask for.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }).ConfigureAwait(false);
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
        await Console.Error.WriteLineAsync("Add --help to see what is allowed.").ConfigureAwait(false);
        return ExitCode.BadArguments;
    }

    private static RootCommand Create() => new("Settles a market's trading day, exactly once.")
    {
        OperatorCommand.Create(),
        SettlerCommand.Create(),
        MigrateCommand.Create(),
        ReferenceCommand.Create(),
        ComputeCommand.Create(),
        VerifyCommand.Create(),
        ExplainCommand.Create(),
        StatementsCommand.Create(),
    };
}

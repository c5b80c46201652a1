namespace Settlement.Sandbox.Services;

/// <summary>The product's own short commands, run as a user runs them.</summary>
/// <param name="executable">The program <c>settlement</c>.</param>
/// <param name="ledger">Npgsql connection string of the ledger.</param>
/// <param name="tradeStore">Npgsql connection string of the trade store.</param>
internal sealed class ProductProgram(string executable, string ledger, string tradeStore)
{
    /// <summary>Brings both databases to the schema of this version.</summary>
    public Task MigrateAsync(CancellationToken cancellationToken) => RunAsync(["migrate"], cancellationToken);

    /// <summary>Loads a market's reference file.</summary>
    /// <param name="file">The YAML file.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    public Task LoadReferenceAsync(string file, CancellationToken cancellationToken) => RunAsync(["reference", "load", file], cancellationToken);

    private async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string?> { ["SETTLEMENT_LEDGER"] = ledger, ["SETTLEMENT_TRADE_STORE"] = tradeStore };
        var answer = await HelperProgram.RunAsync([executable, .. arguments], Timeouts.ProductCommand, environment, null, cancellationToken);
        if (answer.ExitCode != 0)
        {
            throw new SandboxException(
                $"'settlement {string.Join(' ', arguments)}' failed with exit code {answer.ExitCode}:{Environment.NewLine}{(answer.Error + answer.Output).Trim()}");
        }
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Postgres.Migrate;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary><c>settlement migrate</c>: brings the databases to this version's schema.</summary>
internal static class MigrateCommand
{
    /// <summary>Makes the command.</summary>
    public static CliCommand Create()
    {
        var (ledger, store, patience) = (DatabaseOption.Ledger(), DatabaseOption.TradeStore(), DatabasePatience.Option());
        var command = new CliCommand("migrate", "Brings the ledger's and the trade store's database to the schema of this version. Safe to repeat, and safe while runs are on.")
        {
            ledger.Option, store.Option, patience,
        };
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(async () =>
        {
            await using var ledgerSource = ledger.Open(arguments);
            await using var storeSource = store.Open(arguments);
            if (ledgerSource is null && storeSource is null)
                throw new UsageException("Nothing to migrate: give --ledger or --trade-store, or set SETTLEMENT_LEDGER or SETTLEMENT_TRADE_STORE.");
            var wait = new DatabasePatience(arguments.GetValue(patience), TimeProvider.System, Console.Error);
            if (ledgerSource is not null)
                await MigrateAsync("ledger", ledgerSource, LedgerMigrator.MigrateAsync, wait, cancellationToken).ConfigureAwait(false);
            if (storeSource is not null)
                await MigrateAsync("trade store", storeSource, TradeStoreMigrator.MigrateAsync, wait, cancellationToken).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task MigrateAsync(
        string database,
        NpgsqlDataSource source,
        Func<NpgsqlDataSource, Microsoft.Extensions.Logging.ILogger, CancellationToken, Task<MigrationReport>> migrate,
        DatabasePatience wait,
        CancellationToken cancellationToken)
    {
        var report = await wait.ForAsync(() => migrate(source, NullLogger.Instance, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (report.Applied.Count == 0)
            Console.WriteLine($"{database}: up to date ({report.Total} migrations)");
        foreach (var script in report.Applied)
            Console.WriteLine($"{database}: applied {script}");
    }
}

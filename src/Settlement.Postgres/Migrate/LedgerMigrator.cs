using Microsoft.Extensions.Logging;
using Npgsql;

namespace Settlement.Postgres.Migrate;

/// <summary>Brings a database to the ledger's schema of this version.</summary>
public static class LedgerMigrator
{
    /// <summary>Applies what is missing, all or nothing. May be called at any time, and by several processes at once.</summary>
    /// <param name="source">The database, as a user that may create the schema <c>settlement</c> or owns it.</param>
    /// <param name="logger">Tells what is applied.</param>
    /// <param name="cancellationToken">Ends the wait for another migration; scripts that have begun run to their end.</param>
    /// <exception cref="Engine.Ports.LedgerUnavailableException">The database is out of reach or refuses the user.</exception>
    public static Task<MigrationReport> MigrateAsync(NpgsqlDataSource source, ILogger logger, CancellationToken cancellationToken) =>
        new Migrator("Ledger", "ledger", "ledger_migrations", source, logger).MigrateAsync(cancellationToken);
}

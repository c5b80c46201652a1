using Microsoft.Extensions.Logging;
using Npgsql;

namespace Settlement.Postgres.Migrate;

/// <summary>Brings a database to the trade store's schema of this version; it may be the ledger's database or another one.</summary>
public static class TradeStoreMigrator
{
    /// <inheritdoc cref="LedgerMigrator.MigrateAsync"/>
    public static Task<MigrationReport> MigrateAsync(NpgsqlDataSource source, ILogger logger, CancellationToken cancellationToken) =>
        new Migrator("TradeStore", "trade store", "trade_store_migrations", source, logger).MigrateAsync(cancellationToken);
}

using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Postgres.Migrate;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

public sealed class MigratorTests(TestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Second_migration_applies_nothing()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());

        var first = await LedgerMigrator.MigrateAsync(source, NullLogger.Instance, Token);
        var second = await LedgerMigrator.MigrateAsync(source, NullLogger.Instance, Token);

        Assert.Equal(["0001_reference.sql", "0002_runs.sql", "0003_results.sql", "0004_rules.sql", "0005_late_trades.sql", "0006_market.sql", "0007_results.sql", "0008_revisions.sql"], first.Applied);
        Assert.Empty(second.Applied);
        Assert.Equal(first.Applied.Count, second.Total);
    }

    [Fact]
    public async Task Migrations_at_the_same_time_apply_each_script_once()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());

        var reports = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0
            ? LedgerMigrator.MigrateAsync(source, NullLogger.Instance, Token)
            : TradeStoreMigrator.MigrateAsync(source, NullLogger.Instance, Token)));

        Assert.Equal(
            [
                "0001_reference.sql", "0001_trades.sql", "0002_corrections.sql", "0002_runs.sql", "0003_results.sql", "0004_rules.sql", "0005_late_trades.sql", "0006_market.sql",
                "0007_results.sql", "0008_revisions.sql",
            ],
            reports.SelectMany(static r => r.Applied).Order());
    }

    [Fact]
    public async Task Every_table_and_every_column_that_needs_explaining_has_a_comment()
    {
        await using var source = await server.CreateMigratedAsync();

        Assert.Equal(0L, await source.ScalarAsync<long>("""
            select count(*) from pg_class where relnamespace = 'settlement'::regnamespace and relkind = 'r'
                and relname not like '%migrations' and obj_description(oid) is null
            """));
    }
}

using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Engine.Ports;
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
    public async Task A_day_that_an_earlier_schema_settled_is_kept_and_the_next_day_opens_with_it()
    {
        await using var world = await World.EmptyAsync(server);
        await world.Source.ExecuteAsync("create schema settlement");
        MigrateTo(world.Source, "0005_late_trades.sql");
        await world.Source.ExecuteAsync(SettledBefore);

        var report = await LedgerMigrator.MigrateAsync(world.Source, NullLogger.Instance, Token);

        Assert.Equal(["0006_market.sql", "0007_results.sql", "0008_revisions.sql"], report.Applied);
        Assert.Equal(
            "A1 3 0 5 0|B1 0 3 0 5",
            await world.Source.ScalarAsync<string>(
                "select string_agg(concat_ws(' ', account, opening_long, opening_short, closing_long, closing_short), '|' order by account) from settlement.positions"));
        Assert.True(await world.Source.ScalarAsync<bool>("select released_at = published_at and closing_hash is not null from settlement.runs"));
        var next = await world.Ledger.RegisterAsync(World.Key with { TradingDay = World.Day.AddDays(1) }, World.Owner, World.Low, Token);
        Assert.Equal(RegistrationOutcome.Registered, next.Outcome);
        Assert.Equal([Opening.Net(0, 0, 5), Opening.Net(1, 0, -5)], next.Reference!.Openings);
        Assert.Equal(13246L, next.Reference.Instruments[0].PreviousSettlement);
        Assert.Equal(World.NextDay, next.FirstOffsets);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => world.Source.ExecuteAsync("update settlement.positions set closing_long = closing_long + 1, bought = bought + 1"));
        Assert.Equal("SE002", refusal.SqlState);
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

    // A1 has bought 2 of B1 at 1320.0; settlement price 1324.6, and 1325.1 the day before.
    private const string SettledBefore = """
        insert into settlement.instruments values ('COMEX', 'GCZ3', 'USD', 1, 0, 0.1, 100);
        insert into settlement.price_tiers values ('COMEX', 'GCZ3', 1, 'WindowVwap', '13:28', '13:30', 'America/New_York');
        insert into settlement.accounts values ('COMEX', 'P01', 'A1'), ('COMEX', 'P02', 'B1');
        insert into settlement.opening_days values ('COMEX', '2013-10-08');
        insert into settlement.openings values ('COMEX', '2013-10-08', 'P01', 'A1', 'GCZ3', 3), ('COMEX', '2013-10-08', 'P02', 'B1', 'GCZ3', -3);
        insert into settlement.run_references values (encode(sha256('{}'), 'hex'), '{}');
        insert into settlement.runs (market, trading_day, revision, owner_uid, owner_name, reference_hash, partition_count)
            values ('COMEX', '2013-10-08', 1, 'uid-1', 'default/comex-2013-10-08', encode(sha256('{}'), 'hex'), 2);
        insert into settlement.epochs values (1, 1, 'settler-0');
        update settlement.runs set epoch = 1, leader = 'settler-0';
        insert into settlement.barriers values (1, 0, 100), (1, 1, 200);
        update settlement.runs set stage = 'Closing', source = 'Feed';
        insert into settlement.prices values (1, 'GCZ3', 'USD', 1324.6, 'WindowVwap', 1324.642049, 7, 2, 1, 2, 5);
        insert into settlement.positions values (1, 'P01', 'A1', 'GCZ3', 'USD', 3, 2, 0, 5, 264000, 0, 0, 770, 770), (1, 'P02', 'B1', 'GCZ3', 'USD', -3, 0, 2, -5, 0, 264000, 0, -770, -770);
        insert into settlement.journal values (1, 1, 'CCP', 'GCZ3', 'VariationMargin', 'USD', 770, 0), (1, 2, 'P01/A1', 'GCZ3', 'VariationMargin', 'USD', 0, 770);
        insert into settlement.gates values (1, 'JournalBalances', true, '770 = 770');
        insert into settlement.next_day_offsets values (1, 0, 90), (1, 1, 200);
        update settlement.runs set stage = 'Settled', digest = repeat('a', 64), trade_count = 1, bust_count = 0, duplicates = 0, late = 0, settled_at = clock_timestamp();
        update settlement.runs set stage = 'Published', published_at = clock_timestamp();
        """;

    // As the migrator of that time left it.
    private static void MigrateTo(NpgsqlDataSource source, string last)
    {
        var assembly = typeof(LedgerMigrator).Assembly;
        var scripts = assembly.GetManifestResourceNames().Where(name => name.StartsWith("Ledger/", StringComparison.Ordinal) && string.CompareOrdinal(name, "Ledger/" + last) <= 0)
            .Order(StringComparer.Ordinal).Select(name => SqlScript.FromStream(name["Ledger/".Length..], assembly.GetManifestResourceStream(name)!));
        var result = DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(source)).WithScripts(scripts).JournalToPostgresqlTable("settlement", "ledger_migrations")
            .WithVariablesDisabled().WithTransaction().LogToNowhere().Build().PerformUpgrade();
        Assert.True(result.Successful, result.Error?.Message);
    }
}

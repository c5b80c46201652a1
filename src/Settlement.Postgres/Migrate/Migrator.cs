using System.Reflection;
using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Migrate;

/// <summary>Applies the embedded scripts of one folder of Migrations, in the order of their numbers, in one transaction.</summary>
internal sealed class Migrator(string folder, string database, string journal, NpgsqlDataSource source, ILogger logger)
{
    private const long Lock = 0x5365_7474_6c65_6d65;

    internal Task<MigrationReport> MigrateAsync(CancellationToken cancellationToken)
    {
        var failures = new Failures(folder, database, source);
        return new Database(source, failures).RunAsync($"Migration of the {database}", async connection =>
        {
            // Another migration may be on its way: the second waits here, then finds nothing left to do. The lock goes with the connection.
            await connection.Command("select pg_advisory_lock($1)", Lock).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                // The journal lives in the schema too. Asking first: IF NOT EXISTS alone needs the right to create schemas even where it exists.
                if (!await connection.Command("select exists (select from pg_namespace where nspname = 'settlement')").ScalarAsync<bool>(cancellationToken).ConfigureAwait(false))
                    await connection.Command("create schema settlement").ExecuteAsync(cancellationToken).ConfigureAwait(false);
                return await Task.Run(Apply, CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                await connection.Command("select pg_advisory_unlock($1)", Lock).ExecuteAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }, cancellationToken);
    }

    private MigrationReport Apply()
    {
        var scripts = Scripts();
        var manager = new PostgresqlConnectionManager(source);
        var result = DeployChanges.To.PostgresqlDatabase(manager)
            .WithScripts(scripts)
            .JournalToPostgresqlTable("settlement", journal)
            .WithVariablesDisabled()
            .WithTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw result.Error;
        var applied = result.Scripts.Select(static s => s.Name).ToArray();
        foreach (var script in applied)
            Log.MigrationApplied(logger, database, script);
        return new MigrationReport(applied, scripts.Length);
    }

    private SqlScript[] Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name[(folder.Length + 1)..], assembly.GetManifestResourceStream(name)!))];
    }
}

using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Postgres.Migrate;
using Settlement.Postgres.Tests.Support;
using Settlement.Sandbox.Services;

[assembly: AssemblyFixture(typeof(TestServer))]

namespace Settlement.Postgres.Tests.Support;

/// <summary>
/// A real PostgreSQL for all tests: the one that SETTLEMENT_TEST_POSTGRES names (a user that may create databases), else one
/// started here. Where there is neither, tests are skipped, but fail when CI is set.
/// </summary>
public sealed class TestServer : IAsyncLifetime
{
    private readonly string? _given = Environment.GetEnvironmentVariable("SETTLEMENT_TEST_POSTGRES");
    private readonly List<string> _created = [];
    private readonly List<string> _createdRoles = [];
    private readonly Lock _gate = new();
    private StateDirectory? _state;
    private PostgresServer? _server;
    private string? _absent;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        if (_given is not null)
            return;
        _state = await StateDirectory.OpenAsync(null, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        try
        {
            _server = await PostgresServer.StartAsync(_state, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        }
        catch (SandboxException error)
        {
            _absent = error.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_given is not null)
        {
            await using var admin = NpgsqlDataSource.Create(_given + ";Pooling=false");
            foreach (var database in _created)
                await admin.ExecuteAsync($"drop database if exists \"{database}\" with (force)");
            foreach (var role in _createdRoles)
                await admin.ExecuteAsync($"drop role \"{role}\"");
        }

        if (_server is not null)
            await _server.DisposeAsync();
        if (_state is not null)
            await _state.DisposeAsync();
    }

    /// <summary>Connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        if (_absent is not null)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") is not "true", _absent);
            Assert.Fail(_absent);
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"settlement_test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        if (_server is not null)
        {
            await _server.CreateDatabaseAsync(name, CancellationToken.None);
            return _server.ConnectionString(name);
        }

        await using var admin = NpgsqlDataSource.Create(_given + ";Pooling=false");
        await admin.ExecuteAsync($"create database \"{name}\"");
        lock (_gate)
            _created.Add(name);
        return new NpgsqlConnectionStringBuilder(_given) { Database = name }.ConnectionString;
    }

    /// <summary>A new role that owns nothing, and the connection string of a database for it.</summary>
    public async Task<(string Role, string ConnectionString)> CreateRoleAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var role = string.Create(CultureInfo.InvariantCulture, $"settlement_role_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        if (_server is not null)
        {
            await _server.CreateRoleAsync(role, CancellationToken.None);
            return (role, _server.ConnectionString(role, database.Database!));
        }

        await using var admin = NpgsqlDataSource.Create(_given + ";Pooling=false");
        await admin.ExecuteAsync($"create role \"{role}\" login password 'settlement'");
        lock (_gate)
            _createdRoles.Add(role);
        (database.Username, database.Password) = (role, "settlement");
        return (role, database.ConnectionString);
    }

    /// <summary>A new database with the ledger's and the trade store's schema.</summary>
    public async Task<NpgsqlDataSource> CreateMigratedAsync() => (await CreateMigratedWithAddressAsync()).Source;

    /// <summary>The same, with the connection string that has the password.</summary>
    public async Task<(NpgsqlDataSource Source, string ConnectionString)> CreateMigratedWithAddressAsync()
    {
        var connectionString = await CreateDatabaseAsync();
        var source = NpgsqlDataSource.Create(connectionString);
        await LedgerMigrator.MigrateAsync(source, NullLogger.Instance, CancellationToken.None);
        await TradeStoreMigrator.MigrateAsync(source, NullLogger.Instance, CancellationToken.None);
        return (source, connectionString);
    }
}

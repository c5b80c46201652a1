using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Engine.Ports;
using Settlement.Postgres.Migrate;
using Settlement.Postgres.Runs;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

public sealed class UnavailableTests(TestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_login_is_named_and_shows_no_password()
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Username = "nobody_here", Password = "wrong-secret" };

        var error = await RegisterFailsAsync(connection.ConnectionString);

        Assert.Equal("LedgerAccessDenied", error.Reason);
        Assert.DoesNotContain("wrong-secret", error.Message, StringComparison.Ordinal);
        Assert.Contains("check user and password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_absent_database_is_named()
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Database = "absent_database" };

        var error = await RegisterFailsAsync(connection.ConnectionString);

        Assert.Equal("LedgerAccessDenied", error.Reason);
        Assert.Contains("absent_database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_is_not_migrated_says_what_to_run()
    {
        var connection = await server.CreateDatabaseAsync();

        var error = await RegisterFailsAsync(connection);

        Assert.Equal("LedgerNotMigrated", error.Reason);
        Assert.Contains("settlement migrate", error.Message, StringComparison.Ordinal);
        await using var source = NpgsqlDataSource.Create(connection);
        await LedgerMigrator.MigrateAsync(source, NullLogger.Instance, Token);
        Assert.Equal(RegistrationOutcome.WaitingForReference, (await LedgerOf(source).RegisterAsync(World.Key, World.Owner, World.Low, Token)).Outcome);
    }

    [Fact]
    public async Task A_server_that_is_down_is_unavailable_until_it_is_up()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;
        await using var proxy = new CuttingProxy(world.ConnectionString) { IsDown = true };
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var ledger = LedgerOf(source);

        var error = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.ReadRunAsync(runId, Token));
        Assert.Equal("LedgerUnavailable", error.Reason);
        proxy.IsDown = false;

        Assert.Equal(RunStage.Initialised, (await ledger.ReadRunAsync(runId, Token)).Stage);
    }

    [Fact]
    public async Task A_session_that_is_ended_under_a_call_is_unavailable_and_the_next_call_works()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;
        await using var holder = await world.Source.OpenConnectionAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await using (var claim = new NpgsqlCommand($"select settlement.guard({runId}, 0)", holder))
            await claim.ExecuteNonQueryAsync(Token);
        var write = world.Ledger.RecordGatesAsync(runId, 0, World.Gates, Token);
        await world.IsBlockedAsync();

        await world.Source.ExecuteAsync($"select pg_terminate_backend(pid) from ({World.Blocked}) blocked");

        Assert.Equal("LedgerUnavailable", (await Assert.ThrowsAsync<LedgerUnavailableException>(() => write)).Reason);
        await transaction.RollbackAsync(Token);
        await world.Ledger.RecordGatesAsync(runId, 0, World.Gates, Token);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_as_cancelled()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Ledger.ReadRunAsync(runId, new CancellationToken(canceled: true)));
    }

    private static async Task<LedgerUnavailableException> RegisterFailsAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        return await Assert.ThrowsAsync<LedgerUnavailableException>(() => LedgerOf(source).RegisterAsync(World.Key, World.Owner, World.Low, Token));
    }

    private static Ledger LedgerOf(NpgsqlDataSource source) => new(source, TimeProvider.System, NullLogger<Ledger>.Instance);
}

using Npgsql;
using Settlement.Operator.Tests.Reference;
using Settlement.Operator.Tests.Support;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Operator.Tests.Command;

/// <summary>The commands on a real PostgreSQL.</summary>
public sealed class LedgerCommandTests(TestServer server)
{
    [Fact]
    public async Task A_wrong_password_is_said_at_once_and_not_waited_for()
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Password = "guess" }.ConnectionString;

        var ended = await Executable.RunAsync(null, "migrate", "--ledger", connection, "--wait", "30s");

        Assert.Equal(1, ended.Code);
        Assert.Contains("password authentication failed", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("check user and password of the connection", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_created_yet_is_waited_for()
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Database = "not_yet" }.ConnectionString;

        var ended = await Executable.RunAsync(null, "migrate", "--trade-store", connection, "--wait", "1s");

        Assert.Equal(1, ended.Code);
        Assert.Contains("database \"not_yet\" does not exist", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Waiting for it, at most 1 s.", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_is_not_migrated_takes_no_reference_data_and_says_what_helps()
    {
        using var file = new TemporaryFile(ReferenceFiles.Good);

        var ended = await Executable.RunAsync(null, "reference", "load", file.Path, "--ledger", await server.CreateDatabaseAsync());

        Assert.Equal(1, ended.Code);
        Assert.Contains("run `settlement migrate` against it", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_again_applies_nothing()
    {
        var variables = new Dictionary<string, string> { ["SETTLEMENT_LEDGER"] = await server.CreateDatabaseAsync(), ["SETTLEMENT_TRADE_STORE"] = await server.CreateDatabaseAsync() };

        var first = await Executable.RunAsync(variables, "migrate");
        var second = await Executable.RunAsync(variables, "migrate");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Contains("ledger: applied 0001_reference.sql", first.Output, StringComparison.Ordinal);
        Assert.Contains("trade store: applied 0001_trades.sql", first.Output, StringComparison.Ordinal);
        Assert.Matches(@"\Aledger: up to date \(\d+ migrations\)\ntrade store: up to date \(\d+ migrations\)\n\z", second.Output);
    }

    [Fact]
    public async Task Loading_the_same_file_again_changes_nothing_and_a_changed_one_updates()
    {
        var connection = await server.CreateDatabaseAsync();
        Assert.Equal(0, (await Executable.RunAsync(null, "migrate", "--ledger", connection)).Code);

        var first = await LoadAsync(connection, ReferenceFiles.Good);
        var second = await LoadAsync(connection, ReferenceFiles.Good);
        var third = await LoadAsync(connection, ReferenceFiles.With("multiplier: 100", "multiplier: 10"));
        var fourth = await LoadAsync(connection, ReferenceFiles.With("symbol: GCG4", "symbol: GCZ3"));
        var closing = await LoadAsync(connection, "market: COMEX\nclosing:\n  tradingDay: 2013-10-08\n  controlTotals:\n    - {trades: 5}\n    - {instrument: GCZ4, trades: 5}");

        Assert.Equal((0, 0, 0, 6, 6), (first.Code, second.Code, third.Code, fourth.Code, closing.Code));
        Assert.Contains("instruments: 2 inserted, 0 updated, 0 removed, 0 unchanged", first.Output, StringComparison.Ordinal);
        Assert.Contains("opening positions: 2 inserted", first.Output, StringComparison.Ordinal);
        Assert.StartsWith("COMEX: nothing changed", second.Output, StringComparison.Ordinal);
        Assert.Contains("accounts: 0 inserted, 0 updated, 0 removed, 2 unchanged", second.Output, StringComparison.Ordinal);
        Assert.Contains("instruments: 0 inserted, 1 updated, 0 removed, 1 unchanged", third.Output, StringComparison.Ordinal);
        Assert.Contains("nothing is loaded", fourth.Errors, StringComparison.Ordinal);
        Assert.Contains(":6: closing.controlTotals[1].instrument: 'GCZ4' is not among the instruments of market COMEX\n1 problem; nothing is loaded", closing.Errors, StringComparison.Ordinal);
    }

    private static async Task<Ended> LoadAsync(string connection, string content)
    {
        using var file = new TemporaryFile(content);
        return await Executable.RunAsync(null, "reference", "load", file.Path, "--ledger", connection);
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task Both_databases_belong_to_a_role_that_is_no_superuser_and_nothing_is_left_afterwards()
    {
        await Needs.PostgresAsync();
        var token = TestContext.Current.CancellationToken;
        using var parent = new TemporaryDirectory();
        ProcessIdentity process;
        await using (var state = await StateDirectory.OpenAsync(parent["state"], NullLogger.Instance, TimeProvider.System, token))
        await using (var server = await PostgresServer.StartAsync(state, NullLogger.Instance, TimeProvider.System, token))
        {
            process = server.Process;
            foreach (var connectionString in new[] { server.Ledger, server.TradeStore })
            {
                Assert.Equal("f", await ScalarAsync(connectionString, "SELECT usesuper::text::char FROM pg_user WHERE usename = current_user"));
                Assert.Equal("yes", await ScalarAsync(connectionString, "CREATE TABLE t (a text); INSERT INTO t VALUES ('yes'); SELECT a FROM t"));
            }

            await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(server.Ledger + ";Password=wrong", "SELECT 'in'"));
            Assert.NotEqual("0", await OwnerOfAsync(process));
        }

        Assert.False(process.IsAlive);
        Assert.Empty(Directory.EnumerateFileSystemEntries(parent.Path));
    }

    private static async Task<string?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))?.ToString();
    }

    private static async Task<string> OwnerOfAsync(ProcessIdentity process)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{process.Pid}/status", TestContext.Current.CancellationToken);
        return status.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];
    }
}

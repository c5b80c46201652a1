using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Settlement.Sandbox.Services;

/// <summary>
/// A real PostgreSQL server on a free loopback port, with the databases <c>ledger</c> and <c>tradestore</c>. Its data
/// live as long as the sandbox, or its kept world: it survives the death of its clients and of its own processes, but
/// does not sync to disk, so not the death of the machine.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Database of the settlement's ledger.</summary>
    public const string LedgerDatabase = "ledger";

    /// <summary>Database that the venue's own way brings the trades to.</summary>
    public const string TradeStoreDatabase = "tradestore";

    /// <summary>Role that owns both databases and may do nothing else.</summary>
    public const string ProductRole = "settlement";

    /// <summary>What its process is called in the list of what a sandbox has started.</summary>
    internal const string ProcessName = "postgres";

    private const string Superuser = "postgres";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // A socket's path holds 107 bytes at most, and ".s.PGSQL.12345" is part of it.
    private const int LongestSocketDirectory = 90;
    private readonly StateDirectory _state;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string _password;
    private readonly string _directory;
    private HostProcess? _process;

    private PostgresServer(StateDirectory state, string directory, string password, ILogger logger, TimeProvider time)
    {
        _state = state;
        _directory = directory;
        _password = password;
        _logger = logger;
        _time = time;
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Directory of its unix socket.</summary>
    public string SocketDirectory => _directory;

    /// <summary>The server's process.</summary>
    public ProcessIdentity Process => _process?.Identity ?? throw new InvalidOperationException("PostgreSQL is not started.");

    /// <summary>Npgsql connection string of the ledger, as the product's role.</summary>
    public string Ledger => ConnectionString(LedgerDatabase);

    /// <summary>Npgsql connection string of the trade store, as the product's role.</summary>
    public string TradeStore => ConnectionString(TradeStoreDatabase);

    /// <summary>Finds PostgreSQL, makes a cluster in the state directory unless a kept one is there, and starts it.</summary>
    /// <exception cref="SandboxException">It is not installed, or does not start.</exception>
    public static async Task<PostgresServer> StartAsync(StateDirectory state, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var binaries = await PostgresBinaries.FindAsync(cancellationToken);
        var user = ServiceUser.Choose();
        var kept = state.Kept?.Postgres;
        var server = kept is null
            ? new PostgresServer(state, await DirectoryForAsync(user, state, cancellationToken), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), logger, time)
            : new PostgresServer(state, kept.Directory, kept.Password, logger, time);
        try
        {
            if (kept is null)
                await server.InitialiseAsync(binaries, user, cancellationToken);
            else if (!Directory.Exists(server.Data))
                throw new SandboxException($"The kept world has no PostgreSQL data any more: {server.Data} is gone. Bring it back, or {KeptWorld.HowToRemove(state.Root)}.");
            await server.LaunchAsync(binaries, user, cancellationToken);
            if (kept is null)
                await server.FurnishAsync(cancellationToken);
        }
        catch
        {
            state.KeepLogs = true;
            await server.DisposeAsync();
            throw;
        }
        Log.ServerReady(logger, "PostgreSQL", $"127.0.0.1:{server.Port}", server.Process.Pid);
        return server;
    }

    /// <summary>Npgsql connection string of a database, as the product's role.</summary>
    public string ConnectionString(string database) => ConnectionString(ProductRole, database);

    /// <summary>Npgsql connection string of a database, as a role that was made here.</summary>
    public string ConnectionString(string role, string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = role, Password = _password, Database = database }.ConnectionString;

    /// <summary>Makes a role that may log in and owns nothing.</summary>
    /// <param name="name">Lower-case letters, digits and underscores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task CreateRoleAsync(string name, CancellationToken cancellationToken) =>
        ExecuteAsync($"CREATE ROLE \"{name}\" LOGIN PASSWORD '{_password}'", cancellationToken);

    /// <summary>Makes a database that the product's role owns.</summary>
    /// <param name="name">Lower-case letters, digits and underscores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task CreateDatabaseAsync(string name, CancellationToken cancellationToken) =>
        ExecuteAsync($"CREATE DATABASE \"{name}\" OWNER {ProductRole}", cancellationToken);

    /// <summary>Completes with the reason when the server ends although nobody stopped it.</summary>
    internal async Task<SandboxException> EndedAsync(CancellationToken cancellationToken)
    {
        var process = _process ?? throw new InvalidOperationException("PostgreSQL is not started.");
        return process.Failure($"PostgreSQL ended with exit code {await process.WaitAsync(cancellationToken)}.");
    }

    /// <summary>Stops it (fast: sessions are ended, nothing is lost) and removes its data, unless they are kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await process.StopAsync(Signal.Interrupt, Timeouts.OrderlyStop, _time);
            _state.Forget(process.Identity);
            await process.DisposeAsync();
            _process = null;
            Log.ServerStopped(_logger, "PostgreSQL");
        }
        if (_state.Kept?.Postgres is null && Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    private static async Task<string> DirectoryForAsync(ServiceUser user, StateDirectory state, CancellationToken cancellationToken)
    {
        var directory = state.NewDataDirectory("postgres");
        user.Own(directory);
        if (directory.Length <= LongestSocketDirectory && await user.CanUseAsync(directory, cancellationToken))
            return directory;
        if (state.Kept is null)
        {
            directory = Directory.CreateTempSubdirectory("settlement-pg-").FullName;
            state.RememberDirectory(directory);
        }
        else
        {
            // Unlike the one of the environment, this folder outlives a restart of the machine.
            directory = Directory.CreateDirectory(Path.Combine("/var/tmp", "settlement-pg-" + Path.GetRandomFileName()), OwnerOnly).FullName;
        }
        user.Own(directory);
        return directory;
    }

    private async Task FurnishAsync(CancellationToken cancellationToken)
    {
        await CreateRoleAsync(ProductRole, cancellationToken);
        await CreateDatabaseAsync(LedgerDatabase, cancellationToken);
        await CreateDatabaseAsync(TradeStoreDatabase, cancellationToken);
        _state.Kept?.Remember(new KeptPostgres(_directory, _password));
    }

    private async Task InitialiseAsync(PostgresBinaries binaries, ServiceUser user, CancellationToken cancellationToken)
    {
        // A kept world whose sandbox was killed here holds the half of it.
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
        var passwordFile = Path.Combine(_directory, "password");
        File.Delete(passwordFile);
        await File.WriteAllTextAsync(passwordFile, _password, cancellationToken);
        File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead);
        user.Own(passwordFile);
        var command = user.Command(
            Path.Combine(binaries.Directory, "initdb"),
            "--pgdata=" + Data,
            "--username=" + Superuser,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync");
        var answer = await HelperProgram.RunAsync(command, Timeouts.Preparation, null, null, cancellationToken);
        File.Delete(passwordFile);
        if (answer.ExitCode != 0)
            throw new SandboxException($"initdb in {_directory} failed with exit code {answer.ExitCode}: {answer.Error.Trim()}");
    }

    private async Task LaunchAsync(PostgresBinaries binaries, ServiceUser user, CancellationToken cancellationToken)
    {
        Port = _state.Kept?.Port("postgres") ?? LoopbackPort.Free();
        _process = HostProcess.Start(new HostProcessOptions
        {
            Name = ProcessName,
            Command = user.Command(
                Path.Combine(binaries.Directory, "postgres"),
                "-D", Data,
                "-c", "listen_addresses=127.0.0.1",
                "-c", "port=" + Port.ToString(CultureInfo.InvariantCulture),
                "-c", "unix_socket_directories=" + _directory,
                "-c", "max_connections=200",
                "-c", "fsync=off"),
            LogFile = Path.Combine(_state.Logs, "postgres.log"),
            Directory = _directory,
        });
        _state.Remember(_process.Identity);
        await Condition.WaitAsync("PostgreSQL to accept connections", Timeouts.ServerReady, AnswersAsync, _time, cancellationToken);
    }

    private async ValueTask<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (_process!.HasExited)
            throw _process.Failure($"PostgreSQL ended with exit code {_process.ExitCode} while it started.");
        try
        {
            await ExecuteAsync("SELECT 1", cancellationToken);
            return true;
        }
        catch (NpgsqlException notYet) when (notYet.IsTransient || notYet.InnerException is System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(Superuser, Superuser) + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

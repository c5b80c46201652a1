using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.EndToEnd.Support;
using Settlement.Sandbox;
using Settlement.Sandbox.Demo;
using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Services;

[assembly: AssemblyFixture(typeof(World))]

namespace Settlement.EndToEnd.Support;

/// <summary>
/// One sandbox for all end-to-end tests: real PostgreSQL, the embedded Kafka or (<c>SETTLEMENT_KAFKA=real</c>) a real one, an API server, the operator and its settlers as processes. Each
/// scenario has its own market, topic and run in it.
/// </summary>
public sealed class World : IAsyncLifetime
{
    private readonly ILoggerFactory _log;
    private SandboxWorld? _sandbox;
    private NpgsqlDataSource? _ledger;
    private DeniedRequests? _denied;
    private int _scenarios;

    public World() => _log = LoggerFactory.Create(static logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddProvider(new DemoLog(LogFile, TimeProvider.System)));

    /// <summary>What the sandbox itself says.</summary>
    public static string LogFile { get; } = Path.Combine(AppContext.BaseDirectory, "sandbox.log");

    private static bool UsesRealKafka => Environment.GetEnvironmentVariable("SETTLEMENT_KAFKA") == "real";

    /// <summary>The sandbox.</summary>
    public SandboxWorld Sandbox => _sandbox ?? throw new InvalidOperationException("The world is not started.");

    /// <summary>The ledger's database.</summary>
    public NpgsqlDataSource Ledger => _ledger ?? throw new InvalidOperationException("The world is not started.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        try
        {
            _sandbox = await SandboxWorld.StartAsync(new SandboxOptions { LeaseDuration = TimeSpan.FromSeconds(6), EmbedKafka = !UsesRealKafka }, _log, TimeProvider.System, CancellationToken.None);
            _denied = DeniedRequests.FromNow(_sandbox.Kubernetes.DeniedLog);
            _ledger = NpgsqlDataSource.Create(_sandbox.Postgres.Ledger);
        }
        catch (SandboxException e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Missing = e.Message;
        }
    }

    /// <summary>What the machine lacks for end-to-end tests; null when nothing. In CI that is a failure instead.</summary>
    public string? Missing { get; private set; }

    /// <summary>The embedded Kafka, whose faults can be switched on.</summary>
    public EmbeddedBroker Broker
    {
        get
        {
            Assert.SkipWhen(Missing is not null, Missing ?? "");
            Assert.SkipWhen(UsesRealKafka, "Faults cannot be switched on in a real Kafka.");
            return Sandbox.Kafka.Embedded!;
        }
    }

    /// <summary>What the API server refused.</summary>
    internal DeniedRequests Denied => _denied ?? throw new InvalidOperationException("The world is not started.");

    /// <summary>A code that no other scenario has.</summary>
    public string NextMarket() => FormattableString.Invariant($"X{Interlocked.Increment(ref _scenarios):000}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_ledger is not null)
            await _ledger.DisposeAsync();
        // Before the sandbox takes its service accounts away: what is refused then says nothing.
        var denied = _denied?.OfServiceAccounts() ?? [];
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        _log.Dispose();
        Assert.True(denied.Count == 0, $"{denied.Count} requests were refused:\n{string.Join('\n', denied.Take(20))}");
    }
}

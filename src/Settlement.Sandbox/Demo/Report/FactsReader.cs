using Npgsql;

namespace Settlement.Sandbox.Demo.Report;

/// <summary>Reads runs back from PostgreSQL, Kafka and the API server.</summary>
internal sealed class FactsReader : IAsyncDisposable
{
    private readonly SandboxWorld _world;
    private readonly NpgsqlDataSource _ledger;
    private readonly NpgsqlDataSource _tradeStore;

    /// <param name="world">The sandbox.</param>
    /// <param name="market">The market whose runs are read.</param>
    public FactsReader(SandboxWorld world, string market)
    {
        _world = world;
        _ledger = NpgsqlDataSource.Create(world.Postgres.Ledger);
        _tradeStore = NpgsqlDataSource.Create(world.Postgres.TradeStore);
        Ledger = new LedgerReader(_ledger, _tradeStore, market);
    }

    /// <summary>The ledger alone.</summary>
    public LedgerReader Ledger { get; }

    /// <summary>A run's resource; null where there is none.</summary>
    public Task<RunResource?> ResourceAsync(DemoDay day, CancellationToken cancellationToken) =>
        RunResource.ReadAsync(_world.Kubernetes.Client, day.Run, cancellationToken);

    /// <summary>A run's kills.</summary>
    public Task<IReadOnlyList<Kill>> KillsAsync(DemoDay day, CancellationToken cancellationToken) =>
        KillReader.ReadAsync(_world.Kubernetes.Client, day.Run, cancellationToken);

    /// <summary>Everything about a run.</summary>
    public async Task<RunFacts> ReadAsync(DemoDay day, CancellationToken cancellationToken)
    {
        var ledger = await Ledger.ReadAsync(day.TradingDay, cancellationToken);
        var topics = await Task.Run(
            () => new TopicReader(_world.Kafka.BootstrapServers, _world.Options.TopicPrefix).Read(ledger.Market, ledger.TradingDay, ledger.Revision), cancellationToken);
        return new RunFacts(
            ledger,
            await Ledger.StoredTradesAsync(day.TradingDay, cancellationToken),
            topics,
            await ResourceAsync(day, cancellationToken),
            await KillsAsync(day, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _tradeStore.DisposeAsync();
    }
}

using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.Engine;
using Settlement.Engine.Ports;
using Settlement.Kafka.Feed;
using Settlement.Kafka.Publication;
using Settlement.Kubernetes.Elect;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Status;
using Settlement.Operator.Run;
using Settlement.Postgres.Runs;
using Settlement.Postgres.Trades;

namespace Settlement.Operator.Settler;

/// <summary>The real adapters behind a settler's ports. Nothing is connected before the engine asks.</summary>
internal sealed class SettlerAdapters : IAsyncDisposable
{
    private const string Container = "settler";

    private readonly NpgsqlDataSource _ledger;
    private readonly NpgsqlDataSource? _tradeStore;
    private readonly KafkaTradeTopic _topic;
    private readonly Elector _elector;

    /// <summary>Makes the adapters.</summary>
    public SettlerAdapters(SettlerSettings settings, SettlerEnvironment environment, RunWatch watch, IRunReport report, TimeProvider time, ILoggerFactory loggers)
    {
        _ledger = Command.Connection.Open(environment.Ledger, "SETTLEMENT_LEDGER");
        _tradeStore = environment.TradeStore is { } store ? Command.Connection.Open(store, "SETTLEMENT_TRADE_STORE") : null;
        _topic = new KafkaTradeTopic(settings.Feed.Connection, settings.Feed.Topic, loggers.CreateLogger<KafkaTradeTopic>());
        _elector = new Elector(
            KubernetesConnection.Configure,
            new Candidacy(environment.Namespace, RunNames.Lease(environment.Run), HolderIdentity.Create(environment.PodName, environment.PodUid), Container),
            environment.Election,
            time,
            loggers.CreateLogger<Elector>());
        Ports = new SettlerPorts(
            _topic,
            reference => new KafkaTradeFeedSource(settings.Feed, reference, time, loggers.CreateLogger<KafkaTradeFeedSource>()),
            new Ledger(_ledger, time, loggers.CreateLogger<Ledger>()),
            _tradeStore is null ? null : reference => new TradeStore(_tradeStore, reference, time, loggers.CreateLogger<TradeStore>()),
            new KafkaPublication(settings.Publication, time, loggers.CreateLogger<KafkaPublication>()),
            _elector,
            watch,
            watch,
            report,
            environment.CrashPoints is { } file ? new CrashPointFile(file, SelfSignal.Act, loggers.CreateLogger<CrashPointFile>()) : new NoCrashPoints(),
            time);
    }

    /// <summary>What the engine works over.</summary>
    public SettlerPorts Ports { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _elector.Dispose();
        _topic.Dispose();
        await _ledger.DisposeAsync().ConfigureAwait(false);
        if (_tradeStore is not null)
            await _tradeStore.DisposeAsync().ConfigureAwait(false);
    }
}

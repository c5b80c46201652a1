using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Settlement.Domain.Settle;
using Settlement.Engine;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;
using Settlement.Kafka.Feed;
using Settlement.Kafka.Publication;
using Settlement.Kafka.Wire;
using Settlement.Kubernetes.Resources;
using Settlement.Operator.Command;

namespace Settlement.Operator.Settler;

/// <summary>A run and a pod's environment as engine and adapters understand them.</summary>
internal sealed record SettlerSettings
{
    /// <summary>What the engine is to do.</summary>
    public required SettlerOptions Engine { get; init; }

    /// <summary>How the trade topic is read.</summary>
    public required TradeFeedOptions Feed { get; init; }

    /// <summary>Where the result is published.</summary>
    public required PublicationOptions Publication { get; init; }

    /// <summary>Maps a run.</summary>
    /// <exception cref="SettingsException">The run or the environment cannot be used; the message lists every problem.</exception>
    public static SettlerSettings Of(SettlementRun run, SettlerEnvironment environment)
    {
        List<string> problems = [.. SpecValidation.Validate(run).Select(static p => p.ToString())];
        var secret = KafkaPropertyLines.Read(environment.KafkaProperties, problems);
        var consumption = run.Spec.Consumption;
        if (consumption.OnFailure.Then == FailureAction.TradeStore && environment.TradeStore is null)
            problems.Add("SETTLEMENT_TRADE_STORE is not set, but consumption.onFailure.then is TradeStore");
        if ((run.Spec.Source == TradeSource.TradeStore || run.Spec.TradeStore?.Reconcile == true) && environment.TradeStore is null)
            problems.Add("SETTLEMENT_TRADE_STORE is not set, but source is TradeStore or tradeStore.reconcile is true");
        Connection(environment.Ledger, "SETTLEMENT_LEDGER", problems);
        Connection(environment.TradeStore, "SETTLEMENT_TRADE_STORE", problems);
        if (problems.Count > 0)
            throw new SettingsException(problems);

        var connection = new KafkaConnection
        {
            BootstrapServers = consumption.Kafka.BootstrapServers,
            Properties = Merge(consumption.Kafka.Properties, secret),
        };
        return new SettlerSettings
        {
            Engine = EngineOptions(run),
            Feed = new TradeFeedOptions
            {
                Connection = connection,
                Topic = consumption.Kafka.Topic,
                Format = consumption.Kafka.Format == WireFormat.Protobuf ? TradeFormat.Protobuf : TradeFormat.Json,
                GroupId = GroupId(run.Spec, environment),
                GroupInstanceId = GroupInstanceId(consumption, environment),
            },
            Publication = new PublicationOptions { Connection = connection, TopicPrefix = run.Spec.Publication.TopicPrefix },
        };
    }

    private static SettlerOptions EngineOptions(SettlementRun run)
    {
        var spec = run.Spec;
        _ = Durations.TryParse(spec.Close.DrainTimeout, out var drainTimeout);
        return new SettlerOptions
        {
            Key = new RunKey(spec.Market, DateOnly.ParseExact(spec.TradingDay, "yyyy-MM-dd", CultureInfo.InvariantCulture), spec.Revision),
            Owner = new RunOwner(run.Metadata.Uid, $"{run.Metadata.NamespaceProperty}/{run.Metadata.Name}"),
            Recovery = spec.Consumption.Recovery == RecoveryMode.Replay ? Recovery.Replay : Recovery.Checkpoint,
            Retries = spec.Consumption.OnFailure.Retries,
            OnFailure = spec.Consumption.OnFailure.Then == FailureAction.Halt ? FailurePolicy.Halt : FailurePolicy.TradeStore,
            Source = spec.Source,
            Reconcile = spec.TradeStore?.Reconcile == true,
            DrainTimeout = drainTimeout,
            ReadsEverything = spec.Consumption.GroupMode == GroupMode.Distinct,
        };
    }

    private static void Connection(string? text, string variable, List<string> problems)
    {
        try
        {
            if (text is not null)
                Command.Connection.Parse(text, variable);
        }
        catch (UsageException e)
        {
            problems.Add(e.Message);
        }
    }

    /// <summary>
    /// Each run has groups of its own, for runs of two days in one group would take each other's partitions away. In mode Distinct each settler is
    /// a group of its own, the same one after a restart.
    /// </summary>
    private static string GroupId(SettlementRunSpec spec, SettlerEnvironment environment)
    {
        var ofRun = string.Create(CultureInfo.InvariantCulture, $"{spec.Consumption.GroupId}-{spec.TradingDay}-r{spec.Revision}");
        return spec.Consumption.GroupMode == GroupMode.Shared ? ofRun : string.Create(CultureInfo.InvariantCulture, $"{ofRun}-{environment.Ordinal}");
    }

    /// <summary>
    /// The pod's name, and the topic's mark: the group gives a static member that comes back the partitions that it had, even if it reads another topic now.
    /// </summary>
    private static string GroupInstanceId(ConsumptionSpec consumption, SettlerEnvironment environment) =>
        $"{environment.PodName}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(consumption.Kafka.Topic)))[..8]}";

    /// <summary>The secret wins over the resource: it belongs to those who run the cluster.</summary>
    private static Dictionary<string, string> Merge(IDictionary<string, string>? resource, Dictionary<string, string> secret)
    {
        Dictionary<string, string> merged = new(resource ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in secret)
            merged[name] = value;
        return merged;
    }
}

/// <summary>A run or its environment cannot be used as it is.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems));

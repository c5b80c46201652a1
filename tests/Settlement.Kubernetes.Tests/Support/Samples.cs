using k8s.Models;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Tests.Support;

/// <summary>Runs to test with.</summary>
public static class Samples
{
    public static SettlementRun Run(string @namespace = "trading", string name = "comex", Action<SettlementRunSpec>? change = null)
    {
        var spec = new SettlementRunSpec
        {
            Market = "COMEX",
            TradingDay = "2013-10-08",
            Consumption = new ConsumptionSpec { GroupId = "comex", Kafka = new KafkaSpec { BootstrapServers = "localhost:9092", Topic = "trades" } },
            TradeStore = new TradeStoreSpec { Connection = Database("tradeStore").Connection },
            Ledger = Database("ledger"),
        };
        change?.Invoke(spec);
        return new SettlementRun { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace, Generation = 1, Uid = "00000000-0000-0000-0000-000000000001" }, Spec = spec };
    }

    /// <summary>The same as a client sends it: without what the server gives.</summary>
    public static SettlementRun New(string @namespace, string name = "comex", Action<SettlementRunSpec>? change = null)
    {
        var run = Run(@namespace, name, change);
        run.Metadata.Uid = null;
        run.Metadata.Generation = null;
        return run;
    }

    private static DatabaseSpec Database(string key) => new() { Connection = new ConnectionSpec { SecretRef = new SecretReference { Name = "databases", Key = key } } };
}

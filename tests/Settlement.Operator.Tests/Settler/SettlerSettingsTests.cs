using Settlement.Domain.Settle;
using Settlement.Engine;
using Settlement.Kafka.Wire;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Tests.Support;
using Settlement.Operator.Settler;

namespace Settlement.Operator.Tests.Settler;

public sealed class SettlerSettingsTests
{
    private static readonly SettlerEnvironment Pod = new()
    {
        Run = "comex",
        Namespace = "trading",
        PodName = "comex-settler-1",
        PodUid = "u",
        Ordinal = 1,
        Ledger = "Host=db",
        TradeStore = "Host=venue",
    };

    [Fact]
    public void All_problems_of_run_and_environment_are_told_at_once_and_no_secret_is_repeated()
    {
        var run = Samples.Run(change: spec =>
        {
            spec.TradingDay = "tomorrow";
            spec.Consumption.Kafka.Properties = new Dictionary<string, string> { ["acks"] = "0" };
        });
        var environment = Pod with { Ledger = "Password=hunter2", TradeStore = null, KafkaProperties = "enable.idempotence=hunter2\nhunter2\nssl.key.password=hunter2" };

        var message = Assert.Throws<SettingsException>(() => SettlerSettings.Of(run, environment)).Message;

        foreach (var part in (string[])["spec.tradingDay: 'tomorrow' is not a date", "Kafka property 'acks' cannot be set",
            "SETTLEMENT_KAFKA_PROPERTIES: Kafka property 'enable.idempotence' cannot be set: the publication must not be written twice",
            "SETTLEMENT_KAFKA_PROPERTIES, line 2: must be name=value",
            "SETTLEMENT_LEDGER has no Host",
            "SETTLEMENT_TRADE_STORE is not set, but consumption.onFailure.then is TradeStore"])
            Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("isolation.level")]
    [InlineData("enable.auto.commit")]
    [InlineData("auto.offset.reset")]
    [InlineData("transactional.id")]
    [InlineData("group.instance.id")]
    public void Kafka_properties_that_would_break_the_guarantees_are_refused_from_the_secret_too(string name)
    {
        var environment = Pod with { KafkaProperties = name + "=x" };

        Assert.Contains($"Kafka property '{name}' cannot be set", Assert.Throws<SettingsException>(() => SettlerSettings.Of(Samples.Run(), environment)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GroupMode.Distinct, "comex-2013-10-08-r1-1", true)]
    [InlineData(GroupMode.Shared, "comex-2013-10-08-r1", false)]
    public void The_group_is_the_pod_s_own_or_shared(GroupMode mode, string group, bool readsEverything)
    {
        var settings = SettlerSettings.Of(Samples.Run(change: spec => spec.Consumption.GroupMode = mode), Pod);

        Assert.Equal((group, readsEverything), (settings.Feed.GroupId, settings.Engine.ReadsEverything));
    }

    [Fact]
    public void A_pod_is_the_same_member_of_its_group_after_a_restart_but_not_after_a_change_of_topic()
    {
        var member = SettlerSettings.Of(Samples.Run(), Pod).Feed.GroupInstanceId;

        Assert.StartsWith("comex-settler-1-", member, StringComparison.Ordinal);
        Assert.Equal(member, SettlerSettings.Of(Samples.Run(), Pod).Feed.GroupInstanceId);
        Assert.NotEqual(member, SettlerSettings.Of(Samples.Run(change: static spec => spec.Consumption.Kafka.Topic = "others"), Pod).Feed.GroupInstanceId);
    }

    [Fact]
    public void The_secret_s_kafka_properties_win_over_the_resource_s()
    {
        var run = Samples.Run(change: spec => spec.Consumption.Kafka.Properties = new Dictionary<string, string> { ["security.protocol"] = "plaintext", ["client.rack"] = "a" });

        var settings = SettlerSettings.Of(run, Pod with { KafkaProperties = "# for people\n\nsecurity.protocol = sasl_ssl\nsasl.password=a=b\n" });

        Assert.Equal(
            new Dictionary<string, string> { ["security.protocol"] = "sasl_ssl", ["client.rack"] = "a", ["sasl.password"] = "a=b" },
            settings.Feed.Connection.Properties);
        Assert.Same(settings.Feed.Connection, settings.Publication.Connection);
    }

    [Fact]
    public void A_run_says_what_the_engine_does()
    {
        var settings = SettlerSettings.Of(Samples.Run(change: spec =>
        {
            spec.Revision = 2;
            spec.Consumption.Recovery = RecoveryMode.Replay;
            spec.Consumption.OnFailure = new OnFailureSpec { Retries = 7, Then = FailureAction.Halt };
            spec.Consumption.Kafka.Format = WireFormat.Protobuf;
            spec.Close.DrainTimeout = "1m30s";
            spec.Publication.TopicPrefix = "clearing";
        }), Pod with { TradeStore = null });

        var engine = settings.Engine;
        Assert.Equal(new RunKey("COMEX", new DateOnly(2013, 10, 8), 2), engine.Key);
        Assert.Equal("trading/comex", engine.Owner.Name);
        Assert.Equal((Recovery.Replay, 7, FailurePolicy.Halt, TimeSpan.FromSeconds(90)), (engine.Recovery, engine.Retries, engine.OnFailure, engine.DrainTimeout));
        Assert.Equal((TradeFormat.Protobuf, "clearing"), (settings.Feed.Format, settings.Publication.TopicPrefix));
    }
}

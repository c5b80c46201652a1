using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Resources;

public class SpecValidationTests
{
    public static TheoryData<string, Action<SettlementRunSpec>> Refusals => new()
    {
        { "spec.market", spec => spec.Market = "" },
        { "spec.market", spec => spec.Market = "CO MEX" },
        { "spec.tradingDay", spec => spec.TradingDay = "2013-02-30" },
        { "spec.tradingDay", spec => spec.TradingDay = "8.10.2013" },
        { "spec.revision", spec => spec.Revision = 0 },
        { "spec.image", spec => spec.Image = " " },
        { "spec.settlers", spec => spec.Settlers = 0 },
        { "spec.settlers", spec => spec.Settlers = 17 },
        { "spec.consumption.groupMode", spec => spec.Consumption.GroupMode = (GroupMode)7 },
        { "spec.consumption.groupId", spec => spec.Consumption.GroupId = "" },
        { "spec.consumption.onFailure.retries", spec => spec.Consumption.OnFailure.Retries = -1 },
        { "spec.consumption.kafka.bootstrapServers", spec => spec.Consumption.Kafka.BootstrapServers = "kafka" },
        { "spec.consumption.kafka.bootstrapServers", spec => spec.Consumption.Kafka.BootstrapServers = "kafka:9092\n" },
        { "spec.consumption.kafka.topic", spec => spec.Consumption.Kafka.Topic = "" },
        { "spec.consumption.kafka.properties", spec => spec.Consumption.Kafka.Properties = new Dictionary<string, string> { ["isolation.level"] = "read_uncommitted" } },
        { "spec.consumption.kafka.propertiesFrom.secretRef.key", spec => spec.Consumption.Kafka.PropertiesFrom = new KafkaPropertiesSource { SecretRef = new SecretReference { Name = "kafka" } } },
        { "spec.close", spec => spec.Close = new CloseSpec { At = DateTime.UnixEpoch, Marker = true } },
        { "spec.close.drainTimeout", spec => spec.Close.DrainTimeout = "0s" },
        { "spec.close.drainTimeout", spec => spec.Close.DrainTimeout = "a minute" },
        { "spec.tradeStore", spec => spec.TradeStore = null },
        { "spec.source", spec => spec.Source = (TradeSource)7 },
        { "spec.release", spec => spec.Release = (ReleasePolicy)7 },
        { "spec.tradeStore", spec => (spec.Source, spec.TradeStore, spec.Consumption.OnFailure.Then) = (TradeSource.TradeStore, null, FailureAction.Halt) },
        { "spec.close.marker", spec => (spec.Source, spec.Close) = (TradeSource.TradeStore, new CloseSpec { Marker = true }) },
        { "spec.ledger.connection.secretRef.name", spec => spec.Ledger.Connection.SecretRef.Name = "" },
        { "spec.publication.topicPrefix", spec => spec.Publication.TopicPrefix = "a b" },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void Each_mistake_is_named_with_its_field(string field, Action<SettlementRunSpec> mistake) =>
        Assert.Equal(field, Assert.Single(SpecValidation.Validate(Samples.Run(change: mistake))).Field);

    [Fact]
    public void All_mistakes_are_told_at_once() => Assert.Equal(
        ["spec.market", "spec.tradingDay", "spec.settlers"],
        SpecValidation.Validate(Samples.Run(change: spec => (spec.Market, spec.TradingDay, spec.Settlers) = ("", "", 0))).Select(problem => problem.Field));

    [Theory]
    [InlineData("9days")]
    [InlineData("day.one")]
    [InlineData("Day")]
    [InlineData("a123456789012345678901234567890123456789012345")]
    public void A_name_that_pods_and_services_cannot_carry_is_refused(string name) =>
        Assert.Equal("metadata.name", Assert.Single(SpecValidation.Validate(Samples.Run(name: name))).Field);

    [Fact]
    public void A_run_that_halts_needs_no_trade_store() => Assert.Empty(SpecValidation.Validate(Samples.Run(change: spec =>
    {
        spec.TradeStore = null;
        spec.Consumption.OnFailure.Then = FailureAction.Halt;
    })));

    [Theory]
    [InlineData("60s", 60_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("500ms", 500)]
    [InlineData("1s250ms", 1_250)]
    public void Durations_are_read(string text, int milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("-1s")]
    [InlineData("30s1m")]
    [InlineData("60s\n")]
    [InlineData("0h0m")]
    public void What_is_no_duration_is_refused(string? text) => Assert.False(Durations.TryParse(text, out _));
}

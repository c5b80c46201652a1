using Confluent.Kafka;
using Settlement.Domain.Book;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;
using Settlement.Kafka.Tests.Brokers;

namespace Settlement.Kafka.Tests.Feed;

/// <summary>What a feed says when it cannot read, and how it goes on.</summary>
public sealed class FeedFailureTests(KafkaFixture kafka)
{
    [Fact]
    public async Task Start_that_retention_has_deleted_is_a_lost_range()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1, 2, 3);
        await topic.DeleteBeforeAsync(0, 2);
        await using var reader = new FeedReader(topic.Options(), new FromStart(1));

        var failure = await reader.FailsAsync();

        Assert.Equal((FeedFailure.RangeLost, false), (failure.Reason, failure.CanRetry));
        Assert.StartsWith($"Topic {topic.Name}, partition 0: reading must go on at offset 1, but the log holds 2 to below 3. ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("raise the topic's retention", failure.Message);
        Assert.Empty(reader.Records);
        Assert.Same(failure, await reader.FailsAsync());
    }

    [Fact]
    public async Task Start_beyond_the_end_of_the_log_is_a_lost_range()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1, 2, 3);
        await using var reader = new FeedReader(topic.Options(), new FromStart(99));

        var failure = await reader.FailsAsync();

        Assert.Equal(FeedFailure.RangeLost, failure.Reason);
        Assert.Contains("reading must go on at offset 99, but the log holds 0 to below 3. The log was cut or the topic made anew.", failure.Message);
    }

    [Fact]
    public async Task Absent_topic_is_reported_once_and_read_when_it_is_created()
    {
        var topic = TestTopic.Absent(await kafka.BootstrapServersAsync());
        await using var reader = new FeedReader(topic.Options());

        var failure = await reader.FailsAsync();
        Assert.Equal((FeedFailure.TopicAbsent, true), (failure.Reason, failure.CanRetry));
        Assert.Contains(topic.Name, failure.Message);
        await topic.CreateAsync(1);
        await topic.WriteAsync(0, 1, 2);
        await reader.UntilAsync(0, 2);

        Assert.Equal([1, 2], reader.Records.Select(r => r.Sequence));
    }

    [Fact]
    public async Task Absent_brokers_are_reported_once_and_read_when_they_come_and_come_back()
    {
        await using var server = await OwnBroker.PrepareAsync();
        var topic = TestTopic.Absent(server.BootstrapServers);
        await using var reader = new FeedReader(topic.Options());

        var failure = await reader.FailsAsync();
        Assert.Equal((FeedFailure.KafkaUnavailable, true), (failure.Reason, failure.CanRetry));
        Assert.Contains(server.BootstrapServers, failure.Message);

        await server.StartAsync();
        await topic.CreateAsync(1);
        await topic.WriteAsync(0, 1);
        await reader.RetryingUntilAsync(0, 1, FeedFailure.TopicAbsent);

        await server.RestartAsync();
        await topic.WriteAsync(0, 2);
        await reader.UntilAsync(0, 2);

        // The group may have dropped the member meanwhile; then the partition is assigned anew and read from its book again.
        Assert.Equal([1, 2], reader.Records.Select(r => r.Sequence).Distinct());
    }

    [Fact]
    public async Task Second_process_of_the_same_pod_fences_the_first()
    {
        var topic = await kafka.TopicAsync();
        await using var first = new FeedReader(topic.Options());
        await first.UntilAsync(() => first.Events.Count > 0);
        await using var second = new FeedReader(topic.Options());
        await second.UntilAsync(() => second.Events.Count > 0);

        var failure = await first.FailsAsync();

        Assert.True(failure.Reason == FeedFailure.Fenced, failure.ToString());
        Assert.False(failure.CanRetry);
    }

    [Fact]
    public async Task Ledger_out_of_reach_delays_the_start_and_no_more()
    {
        var topic = await kafka.TopicAsync();
        await topic.WriteAsync(0, 1, 2);
        var resume = new Failing(new LedgerUnavailableException("LedgerUnavailable", "no answer"), times: 2);
        await using var reader = new FeedReader(topic.Options(), resume);

        await reader.UntilAsync(0, 2);

        Assert.Equal(3, resume.Calls);
        Assert.Equal([1, 2], reader.Records.Select(r => r.Sequence));
    }

    [Fact]
    public async Task Book_that_can_never_be_loaded_ends_the_feed()
    {
        var topic = await kafka.TopicAsync();
        await using var reader = new FeedReader(topic.Options(), new Failing(new LedgerInvariantException("two images of one offset"), times: int.MaxValue));

        var failure = await reader.FailsAsync();

        Assert.Equal((FeedFailure.Broken, false), (failure.Reason, failure.CanRetry));
        Assert.Contains("the book of partition 0 cannot be loaded: two images of one offset", failure.Message);
        Assert.IsType<LedgerInvariantException>(failure.InnerException);
    }

    [Fact]
    public async Task Property_that_the_client_does_not_know_ends_the_feed_with_its_name()
    {
        var options = TestTopic.Absent("127.0.0.1:1").Options();
        options = options with { Connection = options.Connection with { Properties = new Dictionary<string, string> { ["no.such.property"] = "1" } } };
        await using var reader = new FeedReader(options);

        var failure = await reader.FailsAsync();

        Assert.Equal((FeedFailure.Broken, false), (failure.Reason, failure.CanRetry));
        Assert.Contains("no.such.property", failure.Message);
    }

    [Fact]
    public void Properties_cannot_weaken_the_guarantees()
    {
        var connection = new KafkaConnection
        {
            BootstrapServers = "kafka:9092",
            Properties = new Dictionary<string, string>
            {
                ["isolation.level"] = "read_uncommitted",
                ["enable.auto.commit"] = "true",
                ["auto.offset.reset"] = "latest",
                ["check.crcs"] = "false",
                ["fetch.wait.max.ms"] = "7",
                ["enable.idempotence"] = "false",
                ["acks"] = "0",
            },
        };

        var consumer = KafkaConfigs.Consumer(connection, "g").ToDictionary();
        var producer = KafkaConfigs.TransactionalProducer(connection, "t", TimeSpan.FromMinutes(1)).ToDictionary();

        Assert.Equal(("read_committed", "False", "error", "True"), (consumer["isolation.level"], consumer["enable.auto.commit"], consumer["auto.offset.reset"], consumer["check.crcs"]));
        Assert.Equal("7", consumer["fetch.wait.max.ms"]);
        Assert.Equal(("True", "-1"), (producer["enable.idempotence"], producer["acks"]));
    }

    [Theory]
    [InlineData(ErrorCode.SaslAuthenticationFailed)]
    [InlineData(ErrorCode.Local_Authentication)]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.GroupAuthorizationFailed)]
    public void Refused_login_and_refused_rights_say_what_to_check(ErrorCode code)
    {
        var failure = FeedErrors.Of(new Error(code, "no"), new KafkaConnection { BootstrapServers = "kafka:9092" }, "trades");

        Assert.Equal((FeedFailure.AccessDenied, true), (failure?.Reason, failure?.CanRetry));
        Assert.Contains("Check the credentials and the rights", failure!.Message);
    }

    private sealed class Failing(Exception failure, int times) : IResume
    {
        internal int Calls { get; private set; }

        public Task<PartitionBook> LoadAsync(int partition, CancellationToken cancellationToken) =>
            ++Calls <= times ? Task.FromException<PartitionBook>(failure) : Task.FromResult(new PartitionBook(TestTopic.Reference, partition, 0));
    }
}

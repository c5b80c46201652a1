using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.Sandbox.Kafka.Faults;
using Api = Settlement.Sandbox.Kafka.ApiKey;
using Code = Settlement.Sandbox.Kafka.ErrorCode;

namespace Settlement.KafkaSuite.Faults;

/// <summary>Faults between a request and its reply.</summary>
public sealed class ReplyFaultTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task An_acknowledgement_lost_after_the_append_leaves_a_duplicate_of_a_plain_producer_only(bool idempotent, int copies)
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync();
        using var fault = broker.Embedded.Faults.Add(new FaultMatch { Apis = [Api.Produce], Topic = topic, Partition = 0 }, FaultAction.CloseInsteadOfReply);
        using var producer = broker.Clients.Producer(config => config.EnableIdempotence = idempotent);
        await producer.WriteAsync(topic, 0, "once");
        Assert.Equal(Enumerable.Repeat("once", copies), broker.Clients.Read(topic));
        Assert.Equal(1, fault.Hits);
    }

    [Fact]
    public async Task A_commit_whose_reply_is_lost_has_happened()
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync();
        using var fault = broker.Embedded.Faults.Add(new FaultMatch { Apis = [Api.EndTxn], TransactionalId = "results" }, FaultAction.DropReply);
        using var first = broker.Clients.Transactional("results");
        first.BeginTransaction();
        first.Produce(topic, Broker.Message("published"));
        first.Flush(Broker.Patience);
        var commit = Task.Run(() => Record.Exception(() => first.CommitTransaction(TimeSpan.FromSeconds(1))), TestContext.Current.CancellationToken);
        await fault.WaitForHitsAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal(["published"], broker.Clients.Read(topic));
        Assert.NotNull(await commit);
        using var second = broker.Clients.Transactional("results");
        Assert.Equal(["published"], broker.Clients.Read(topic));
    }

    [Fact]
    public async Task A_dropped_request_changes_nothing()
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync();
        using var fault = broker.Embedded.Faults.Add(new FaultMatch { Apis = [Api.Produce], ClientId = "unlucky" }, FaultAction.CloseConnection, times: 2, skip: 1);
        using var producer = broker.Clients.Producer(config => config.ClientId = "unlucky");
        await producer.WriteAsync(topic, 0, "1", "2", "3");
        Assert.Equal(["1", "2", "3"], broker.Clients.Read(topic));
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task An_error_is_told_without_doing_what_was_asked()
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync(2);
        broker.Embedded.Faults.Add(new FaultMatch { Apis = [Api.Produce], Topic = topic, Partition = 1 }, FaultAction.Answer(Code.InvalidRecord));
        using var producer = broker.Clients.Producer();
        var refused = await Assert.ThrowsAsync<ProduceException<string?, byte[]>>(() => producer.WriteAsync(topic, 1, "refused"));
        Assert.Equal(ErrorCode.InvalidRecord, refused.Error.Code);
        Assert.Empty(broker.Clients.Read(topic, 1));
    }

    [Fact]
    public async Task The_same_seed_hits_the_same_requests()
    {
        Assert.Equal(await HitsAsync(), await HitsAsync());

        static async Task<string> HitsAsync()
        {
            await using var broker = await OwnBroker.StartAsync();
            var topic = await broker.Clients.TopicAsync();
            using var fault = broker.Embedded.Faults.Add(
                new FaultMatch { Apis = [Api.Produce] }, FaultAction.Answer(Code.NotEnoughReplicas), times: int.MaxValue, chance: new FaultChance(50, Seed: 7));
            var producer = await Wire.RawProducer.StartAsync(broker.Clients);
            var pattern = "";
            for (var i = 0; i < 20; i++)
                pattern += (await producer.ProduceAsync(topic, 0, 0, "x")).Error == ErrorCode.NoError ? '.' : '!';
            Assert.Contains('!', pattern);
            Assert.Contains('.', pattern);
            return pattern;
        }
    }
}

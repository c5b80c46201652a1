using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;
using Settlement.Sandbox.Kafka.Faults;
using Api = Settlement.Sandbox.Kafka.ApiKey;

namespace Settlement.KafkaSuite.Faults;

/// <summary>Faults in the middle of transactions.</summary>
public sealed class TransactionFaultTests
{
    [Fact]
    public async Task A_commit_that_arrives_after_its_senders_death_and_its_successors_start_changes_nothing()
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync();
        var late = broker.Embedded.Faults.Add(new FaultMatch { Apis = [Api.EndTxn] }, FaultAction.Hold);
        var dead = await RawProducer.StartAsync(broker.Clients, "results");
        await dead.AddPartitionsAsync(topic, 0);
        await dead.ProduceAsync(topic, 0, 0, "dead");
        var commit = dead.EndAsync(commit: true);
        await late.WaitForHitsAsync(1, TestContext.Current.CancellationToken);
        await dead.Connection.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => commit);

        var successor = await RawProducer.StartAsync(broker.Clients, "results");
        await successor.AddPartitionsAsync(topic, 0);
        await successor.ProduceAsync(topic, 0, 0, "successor");
        late.Release();
        Assert.Empty(broker.Clients.Read(topic));
        Assert.Equal(ErrorCode.NoError, await successor.EndAsync(commit: true));
        Assert.Equal(["successor"], broker.Clients.Read(topic));
    }

    [Fact]
    public async Task A_coordinator_that_moves_in_the_middle_of_a_transaction_does_not_spoil_it()
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync();
        using var producer = broker.Clients.Transactional("results");
        producer.BeginTransaction();
        producer.Produce(topic, Broker.Message("moved"));
        producer.Flush(Broker.Patience);
        var moved = broker.Embedded.Faults.MoveCoordinator("results", notCoordinator: 2, concurrentTransactions: 2);
        producer.CommitTransaction(Broker.Patience);
        Assert.All(moved, fault => Assert.Equal(2, fault.Hits));
        Assert.Equal(["moved"], broker.Clients.Read(topic));
    }

    [Fact]
    public async Task A_restart_keeps_the_log_and_the_open_transaction()
    {
        await using var broker = await OwnBroker.StartAsync();
        var topic = await broker.Clients.TopicAsync();
        using var producer = broker.Clients.Transactional("results");
        producer.BeginTransaction();
        producer.Produce(topic, Broker.Message("before"));
        producer.Flush(Broker.Patience);
        await broker.Embedded.RestartAsync();
        producer.Produce(topic, Broker.Message("after"));
        producer.CommitTransaction(Broker.Patience);
        Assert.Equal(["before", "after"], broker.Clients.Read(topic));
    }
}

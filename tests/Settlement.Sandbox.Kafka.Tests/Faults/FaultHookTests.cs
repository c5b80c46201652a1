using Microsoft.Extensions.Logging;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;
using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Faults;
using ApiKey = Settlement.Sandbox.Kafka.ApiKey;
using BrokerError = Settlement.Sandbox.Kafka.ErrorCode;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Settlement.KafkaSuite.Faults;

/// <summary>Each fault that the embedded broker can inject.</summary>
public sealed class FaultHookTests : IAsyncLifetime
{
    private const string Topic = "trades";
    private static readonly FaultMatch Produce = new() { Apis = [ApiKey.Produce] };
    private EmbeddedBroker _embedded = null!;
    private Broker _broker = null!;
    private RawConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _embedded = await EmbeddedBroker.StartAsync();
        _broker = new Broker(BrokerKind.Embedded, _embedded.BootstrapServers);
        await _embedded.CreateTopicAsync(Topic, 2);
        _connection = await _broker.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _embedded.DisposeAsync();
    }

    [Fact]
    public async Task A_dropped_request_is_not_applied_and_never_answered()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.DropRequest);
        await SendAsync();
        await fault.WaitForHitsAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal((0, false), (await EndAsync(), _connection.HasAnswer));
    }

    [Fact]
    public async Task A_dropped_reply_leaves_the_request_applied()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.DropReply);
        await SendAsync();
        await Settled.UntilAsync("the batch is there", async () => await EndAsync() == 1);
        Assert.False(_connection.HasAnswer);
    }

    [Fact]
    public async Task A_connection_that_is_closed_instead_of_the_reply_leaves_the_request_applied()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.CloseInsteadOfReply);
        await SendAsync();
        await Assert.ThrowsAnyAsync<IOException>(_connection.ReceiveProducedAsync);
        Assert.Equal(1, await EndAsync());
    }

    [Fact]
    public async Task A_connection_that_is_closed_leaves_the_request_unapplied()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.CloseConnection);
        await SendAsync();
        await Assert.ThrowsAnyAsync<IOException>(_connection.ReceiveProducedAsync);
        Assert.Equal(0, await EndAsync());
    }

    [Fact]
    public async Task A_held_request_is_applied_on_release_even_when_its_connection_has_gone()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.Hold);
        await SendAsync();
        await fault.WaitForHitsAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal(0, await EndAsync());
        await _connection.DisposeAsync();
        fault.Release();
        await Settled.UntilAsync("the batch is there", async () => await EndAsync() == 1);
    }

    [Fact]
    public async Task A_request_that_is_hit_when_the_release_comes_is_released_too()
    {
        InjectedFault? fault = null;
        await using var broker = await OwnBroker.StartAsync(new BrokerOptions { Logger = new AtHit(() => fault!.Release()) });
        var topic = await broker.Clients.TopicAsync();
        using var hold = fault = broker.Embedded.Faults.Add(Produce, FaultAction.Hold);
        await using var connection = await broker.Clients.ConnectAsync();

        Assert.Equal(ErrorCode.NoError, (await connection.ProduceAsync(null, topic, 0, Batch())).Error);
        Assert.Equal(1, fault.Hits);
    }

    [Fact]
    public async Task What_comes_behind_a_held_request_waits_and_keeps_its_place()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.Hold);
        await SendAsync();
        await fault.WaitForHitsAsync(1, TestContext.Current.CancellationToken);
        await SendAsync();
        await SendAsync();
        Assert.Equal((0, false), (await EndAsync(), _connection.HasAnswer));
        fault.Release();
        for (var offset = 0; offset < 3; offset++)
            Assert.Equal(new Produced(ErrorCode.NoError, offset), await _connection.ReceiveProducedAsync());
    }

    [Fact]
    public async Task A_delayed_request_is_answered_later()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.Delay(TimeSpan.FromMilliseconds(100)));
        await SendAsync();
        await fault.WaitForHitsAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal(0, await EndAsync());
        Assert.Equal(new Produced(ErrorCode.NoError, 0), await _connection.ReceiveProducedAsync());
    }

    [Fact]
    public async Task A_refused_request_is_answered_with_the_error_and_not_applied()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.Answer(BrokerError.NotLeaderOrFollower));
        await SendAsync();
        Assert.Equal(ErrorCode.NotLeaderForPartition, (await _connection.ReceiveProducedAsync()).Error);
        Assert.Equal(0, await EndAsync());
    }

    [Fact]
    public async Task Faults_are_counted_and_may_let_some_pass_first()
    {
        using var fault = _embedded.Faults.Add(Produce, FaultAction.Answer(BrokerError.NotLeaderOrFollower), times: 2, skip: 1);
        List<ErrorCode> answers = [];
        for (var i = 0; i < 4; i++)
            answers.Add(await ProduceAsync());
        Assert.Equal([ErrorCode.NoError, ErrorCode.NotLeaderForPartition, ErrorCode.NotLeaderForPartition, ErrorCode.NoError], answers);
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task Chance_comes_from_the_seed()
    {
        async Task<string> PatternAsync(int seed)
        {
            using var fault = _embedded.Faults.Add(Produce, FaultAction.Answer(BrokerError.NotLeaderOrFollower), times: int.MaxValue, chance: new FaultChance(50, seed));
            var pattern = "";
            for (var i = 0; i < 40; i++)
                pattern += await ProduceAsync() == ErrorCode.NoError ? '.' : 'x';
            return pattern;
        }
        var once = await PatternAsync(7);
        Assert.Contains('x', once);
        Assert.Contains('.', once);
        Assert.Equal(once, await PatternAsync(7));
        Assert.NotEqual(once, await PatternAsync(8));
    }

    [Fact]
    public async Task A_fault_hits_only_what_matches()
    {
        FaultMatch[] strangers =
        [
            Produce with { Topic = "other" }, Produce with { Partition = 1 }, Produce with { ClientId = "other" }, Produce with { Apis = [ApiKey.Fetch] },
            Produce with { TransactionalId = "tx" }, Produce with { Group = "group" },
        ];
        foreach (var stranger in strangers)
            _embedded.Faults.Add(stranger, FaultAction.CloseConnection);
        Assert.Equal(ErrorCode.NoError, await ProduceAsync());
        _embedded.Faults.Clear();
        foreach (var match in new[] { Produce with { Topic = Topic }, Produce with { Partition = 0 }, Produce with { ClientId = "raw" }, new FaultMatch() })
        {
            using var fault = _embedded.Faults.Add(match, FaultAction.Answer(BrokerError.NotLeaderOrFollower));
            Assert.Equal(ErrorCode.NotLeaderForPartition, await ProduceAsync());
        }
    }

    [Fact]
    public async Task A_lost_acknowledgement_is_healed_by_an_idempotent_producer_and_doubled_by_a_plain_one()
    {
        foreach (var (idempotent, partition) in new[] { (true, 0), (false, 1) })
        {
            using var producer = _broker.Producer(c => (c.EnableIdempotence, c.RequestTimeoutMs, c.RetryBackoffMs) = (idempotent, 500, 50));
            using var fault = _embedded.Faults.Add(Produce with { Partition = partition }, FaultAction.CloseInsteadOfReply);
            await producer.WriteAsync(Topic, partition, "a");
            Assert.Equal(1, fault.Hits);
        }
        Assert.Equal(["a"], _broker.Read(Topic, 0));
        Assert.Equal(["a", "a"], _broker.Read(Topic, 1));
    }

    [Fact]
    public async Task An_end_that_comes_after_the_successor_is_fenced()
    {
        var zombie = await RawProducer.StartAsync(_broker, "tx");
        await zombie.AddPartitionsAsync(Topic, 0);
        await zombie.ProduceAsync(Topic, 0, 0, "zombie");
        using var fault = _embedded.Faults.Add(new FaultMatch { Apis = [ApiKey.EndTxn], TransactionalId = "tx" }, FaultAction.Hold);
        var end = zombie.EndAsync(commit: true);
        await fault.WaitForHitsAsync(1, TestContext.Current.CancellationToken);
        await RawProducer.StartAsync(_broker, "tx");
        fault.Release();
        Assert.Equal(ErrorCode.ProducerFenced, await end);
        Assert.Empty(_broker.Read(Topic));
    }

    [Fact]
    public void A_coordinator_that_moves_is_found_again_by_the_client()
    {
        using var producer = _broker.Transactional("tx");
        var faults = _embedded.Faults.MoveCoordinator("tx");
        producer.Transact(Topic, [0, 1], commit: true, "a");
        Assert.All(faults, f => Assert.True(f.Hits > 0));
        Assert.Equal(["a"], _broker.Read(Topic, 1));
    }

    [Fact]
    public async Task Fetches_of_a_stalled_partition_find_nothing_until_the_stall_ends()
    {
        await ProduceAsync();
        using (var stall = _embedded.Faults.StallFetches(Topic, 0))
        {
            Assert.Empty((await _connection.FetchAsync(Topic, 0, 0)).Batches);
            await _connection.SendFetchAsync(Topic, 0, 0, maxWait: 25_000);
        }
        Assert.Single((await _connection.ReceiveFetchedAsync()).Batches);
    }

    [Fact]
    public async Task A_paused_broker_answers_when_it_goes_on()
    {
        _embedded.Pause();
        await SendAsync();
        await using var another = await _broker.ConnectAsync();
        Assert.False(_connection.HasAnswer);
        _embedded.Resume();
        Assert.Equal(ErrorCode.NoError, (await _connection.ReceiveProducedAsync()).Error);
    }

    [Fact]
    public async Task A_restarted_broker_has_its_log_its_offsets_and_its_transactions_and_none_of_its_connections_and_members()
    {
        var open = await RawProducer.StartAsync(_broker, "tx");
        await open.AddPartitionsAsync(Topic, 0);
        await open.ProduceAsync(Topic, 0, 0, "a");
        await _connection.CommitAsync("group", Topic, 0, 7);
        var member = (await _connection.JoinNewAsync("group")).Member;
        await _embedded.RestartAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => _connection.HeartbeatAsync("group", member));
        await using var connection = await _broker.ConnectAsync();
        Assert.Equal(ErrorCode.UnknownMemberId, await connection.HeartbeatAsync("group", member));
        Assert.Equal((ErrorCode.NoError, 7L), await connection.CommittedAsync("group", Topic, 0));
        var survivor = new RawProducer(connection, "tx") { Id = open.Id, Epoch = open.Epoch };
        Assert.Equal(new Produced(ErrorCode.NoError, 0), await survivor.ProduceAsync(Topic, 0, 0, "a"));
        Assert.Equal(ErrorCode.NoError, await survivor.EndAsync(commit: true));
        Assert.Equal(["a"], _broker.Read(Topic));
    }

    private static byte[] Batch() => RecordBatches.Encode(-1, -1, -1, transactional: false, timestamp: 1, "a");

    private Task SendAsync() => _connection.SendProduceAsync(null, Topic, 0, Batch());

    private async Task<ErrorCode> ProduceAsync() => (await _connection.ProduceAsync(null, Topic, 0, Batch())).Error;

    // Asked on a connection of its own: the other one may wait for an answer.
    private async Task<long> EndAsync()
    {
        await using var connection = await _broker.ConnectAsync();
        return (await connection.ListOffsetAsync(Topic, 0, -1)).Offset;
    }

    /// <summary>Does something between the hit of a fault and what the fault does.</summary>
    private sealed class AtHit(Action deed) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == "FaultHit")
                deed();
        }
    }
}

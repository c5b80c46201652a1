using Confluent.Kafka;
using Settlement.Sandbox.Command;
using Settlement.Sandbox.Faults;
using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tests.Faults;

/// <summary>Faults as the command line and scripts ask for them.</summary>
public sealed class FaultControlTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private EmbeddedBroker _broker = null!;
    private FaultEndpoint _endpoint = null!;
    private FaultClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await EmbeddedBroker.StartAsync();
        await _broker.CreateTopicAsync("trades", 2);
        _endpoint = await FaultEndpoint.StartAsync(new FaultControl(_broker), port: 0, Token);
        _client = new FaultClient(_endpoint.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_fault_hits_what_it_fits_as_often_as_it_says()
    {
        await _client.AddAsync(new FaultOrder { Action = "answer", Apis = ["Produce"], Topic = "trades", Partition = 1, Error = "NotLeaderOrFollower", Skip = 1, Times = 2 }, Token);
        using var producer = Producer();
        for (var i = 0; i < 4; i++)
            await producer.ProduceAsync(new TopicPartition("trades", i % 2), new Message<Null, string> { Value = "v" }, Token);

        Assert.Equal("1  answer Produce topic trades partition 1 NotLeaderOrFollower: 2 of 2", Line(Assert.Single(await _client.ListAsync(Token))));
    }

    [Fact]
    public async Task What_is_held_back_is_applied_when_it_is_released()
    {
        var fault = await _client.AddAsync(new FaultOrder { Action = "hold", Apis = ["Produce"] }, Token);
        using var producer = Producer();
        var sent = producer.ProduceAsync("trades", new Message<Null, string> { Value = "v" }, Token);
        await HitAsync(fault);
        Assert.False(sent.IsCompleted);

        await _client.DoAsync(HttpMethod.Post, $"/faults/{fault}/release", Token);

        Assert.Equal(PersistenceStatus.Persisted, (await sent.WaitAsync(Soon, Token)).Status);
    }

    [Fact]
    public async Task A_stalled_partition_is_read_once_the_stall_is_removed()
    {
        var stall = await _client.AddAsync(new FaultOrder { Action = "stall", Topic = "trades", Partition = 0 }, Token);
        using var producer = Producer();
        await producer.ProduceAsync(new TopicPartition("trades", 0), new Message<Null, string> { Value = "v" }, Token);
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig { BootstrapServers = _broker.BootstrapServers, GroupId = "g", FetchWaitMaxMs = 50 }).Build();
        consumer.Assign(new TopicPartitionOffset("trades", 0, Offset.Beginning));
        Assert.Null(consumer.Consume(TimeSpan.FromSeconds(1)));

        await _client.DoAsync(HttpMethod.Delete, $"/faults/{stall}", Token);

        Assert.Equal("v", consumer.Consume(Soon)?.Message.Value);
    }

    [Fact]
    public async Task A_paused_broker_answers_nobody_and_is_not_restarted()
    {
        await _client.DoAsync(HttpMethod.Post, "/pause", Token);
        using var producer = Producer();
        var sent = producer.ProduceAsync("trades", new Message<Null, string> { Value = "v" }, Token);
        var refused = await Assert.ThrowsAsync<SandboxException>(() => _client.DoAsync(HttpMethod.Post, "/restart", Token));
        Assert.Contains("fault resume", refused.Message, StringComparison.Ordinal);
        Assert.False(sent.IsCompleted);

        await _client.DoAsync(HttpMethod.Post, "/resume", Token);
        await _client.DoAsync(HttpMethod.Post, "/restart", Token);

        Assert.Equal(PersistenceStatus.Persisted, (await sent.WaitAsync(Soon, Token)).Status);
    }

    [Theory]
    [InlineData("explode", null, null, "drop-reply")]
    [InlineData("answer", "Produce", null, "--error")]
    [InlineData("answer", "Produce", "Nonsense", "NotCoordinator")]
    [InlineData("drop-reply", "Nonsense", null, "EndTxn")]
    [InlineData("delay", "Produce", null, "--milliseconds")]
    [InlineData("stall", null, null, "--partition")]
    [InlineData("move-coordinator", null, null, "--group")]
    public async Task An_order_that_cannot_be_carried_out_says_what_it_lacks_and_injects_nothing(string action, string? api, string? error, string named)
    {
        var refused = await Assert.ThrowsAsync<SandboxException>(() => _client.AddAsync(new FaultOrder { Action = action, Apis = api is null ? [] : [api], Error = error }, Token));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Empty(await _client.ListAsync(Token));
    }

    [Fact]
    public async Task A_group_whose_coordinator_moves_goes_on()
    {
        using var producer = Producer();
        await producer.ProduceAsync(new TopicPartition("trades", 0), new Message<Null, string> { Value = "first" }, Token);
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = _broker.BootstrapServers,
            GroupId = "moving",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            HeartbeatIntervalMs = 100,
        }).Build();
        consumer.Subscribe("trades");
        Assert.Equal("first", consumer.Consume(Soon)?.Message.Value);
        var move = await _client.AddAsync(new FaultOrder { Action = "move-coordinator", Group = "moving" }, Token);
        await HitAsync(move);

        await producer.ProduceAsync(new TopicPartition("trades", 0), new Message<Null, string> { Value = "second" }, Token);

        Assert.Equal("second", consumer.Consume(Soon)?.Message.Value);
        consumer.Commit();
        Assert.Equal(2, consumer.Committed([new TopicPartition("trades", 0)], Soon)[0].Offset.Value);
    }

    [Fact]
    public async Task The_command_disturbs_the_broker_whose_control_endpoint_it_is_given()
    {
        var command = FaultCommand.Create();
        string[] order = ["add", "drop-reply", "--api", "EndTxn", "--api", "Produce", "--transactional-id", "t", "--times", "2", "--control", _endpoint.Address.ToString()];

        Assert.Equal(0, await command.Parse(order).InvokeAsync(cancellationToken: Token));
        Assert.Equal(1, await command.Parse([.. order.Append("--percent").Append("101")]).InvokeAsync(cancellationToken: Token));
        Assert.Equal(1, await command.Parse(["list", "--control", "here"]).InvokeAsync(cancellationToken: Token));

        Assert.Equal("drop-reply EndTxn,Produce transactional id t", Assert.Single(await _client.ListAsync(Token)).Fault);
    }

    private static string Line(ListedFault fault) => $"{fault.Id}  {fault.Fault}: {fault.Hits} of {fault.Times}";

    private IProducer<Null, string> Producer() =>
        new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = _broker.BootstrapServers, LingerMs = 0 }).SetLogHandler(static (_, _) => { }).Build();

    private Task HitAsync(int fault) => Condition.WaitAsync(
        $"fault {fault} to hit", Soon, async token => (await _client.ListAsync(token)).Single(each => each.Id == fault).Hits > 0, TimeProvider.System, Token);
}

using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;
using Settlement.Kafka.Publication;
using Settlement.Kafka.Tests.Brokers;

namespace Settlement.Kafka.Tests.Publication;

/// <summary>A result is on Kafka once, all or nothing, whoever dies when.</summary>
public sealed class PublicationTests(KafkaFixture kafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _prefix = "settlement-" + Guid.NewGuid().ToString("N");

    // The transactional id belongs to the market, and the brokers are shared.
    private readonly string _market = "M" + Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task Another_digest_on_the_topic_is_refused_and_nothing_is_sent()
    {
        var publication = await PublicationAsync();
        await publication.PublishAsync(Result("aa"), null, Nothing, Cancel);

        var refusal = await Assert.ThrowsAsync<PublicationException>(() => publication.PublishAsync(Result("bb"), null, Nothing, Cancel));

        Assert.False(refusal.CanRetry);
        Assert.False(refusal.IsFenced);
        Assert.Contains("with digest aa; the ledger has bb", refusal.Message);
        Assert.Single(await ReadAsync(".runs"));
        Assert.Single(await ReadAsync(".prices"));
    }

    [Fact]
    public async Task Commit_of_a_fenced_publisher_is_refused()
    {
        var zombie = await PublicationAsync();
        var successor = await PublicationAsync();
        var sent = new TaskCompletionSource();
        var resume = new TaskCompletionSource();
        var paused = zombie.PublishAsync(Result("aa"), null, _ => { sent.SetResult(); return resume.Task; }, Cancel);
        await sent.Task.WaitAsync(Cancel);

        Assert.Equal(PublicationOutcome.Published, await successor.PublishAsync(Result("aa"), null, Nothing, Cancel));
        resume.SetResult();
        var refusal = await Assert.ThrowsAsync<PublicationException>(() => paused);

        Assert.True(refusal.IsFenced, refusal.Message);
        Assert.False(refusal.CanRetry);
        await PublishedOnceAsync();
    }

    [Fact]
    public async Task Failure_before_the_commit_leaves_nothing_visible()
    {
        var publication = await PublicationAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => publication.PublishAsync(Result("aa"), null, _ => throw new InvalidDataException(), Cancel));
        using var cancelled = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publication.PublishAsync(Result("aa"), null, _ => cancelled.CancelAsync(), cancelled.Token));

        Assert.Empty(await ReadAsync(".runs"));
        Assert.Empty(await ReadAsync(".positions"));
    }

    [Fact]
    public async Task Record_that_is_no_marker_under_the_runs_key_blocks_the_publication()
    {
        var publication = await PublicationAsync();
        await publication.PublishAsync(Result("aa") with { Key = new RunKey(_market, new DateOnly(2013, 10, 7), 1) }, null, Nothing, Cancel);
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = await kafka.BootstrapServersAsync() }).Build())
            await producer.ProduceAsync(_prefix + ".runs", new Message<string, string> { Key = $"{_market}|2013-10-08|1", Value = "hello" }, Cancel);

        var refusal = await Assert.ThrowsAsync<PublicationException>(() => publication.PublishAsync(Result("aa"), null, Nothing, Cancel));

        Assert.False(refusal.CanRetry);
        Assert.Contains("is not a marker", refusal.Message);
    }

    [Fact]
    public async Task Brokers_out_of_reach_can_be_tried_again()
    {
        var options = new PublicationOptions
        {
            Connection = new KafkaConnection { BootstrapServers = "127.0.0.1:1", RequestTimeout = TimeSpan.FromSeconds(1) },
            TopicPrefix = _prefix,
        };
        var publication = new KafkaPublication(options, TimeProvider.System, NullLogger<KafkaPublication>.Instance);

        var failure = await Assert.ThrowsAsync<PublicationException>(() => publication.PublishAsync(Result("aa"), null, Nothing, Cancel));

        Assert.True(failure.CanRetry);
        Assert.Contains("creating the topics", failure.Message);
        Assert.Contains("127.0.0.1:1", failure.Message);
    }

    [Fact]
    public async Task Second_publication_finds_the_marker_and_sends_nothing()
    {
        var publication = await PublicationAsync();

        Assert.Equal(PublicationOutcome.Published, await publication.PublishAsync(Result("aa"), null, Nothing, Cancel));
        Assert.Equal(PublicationOutcome.AlreadyPublished, await publication.PublishAsync(Result("aa"), null, _ => throw new InvalidDataException(), Cancel));

        await PublishedOnceAsync();
    }

    [Fact]
    public async Task Successor_of_a_publisher_that_died_before_the_commit_publishes_once()
    {
        var publication = await PublicationAsync();
        var options = await OptionsAsync();
        using var dead = new PublicationTransaction(options, KafkaPublication.TransactionalIdOf(Result("aa").Key), TimeProvider.System, NullLogger.Instance);
        using var admin = await AdminAsync();
        await new PublicationTopics(options, TimeProvider.System, NullLogger.Instance).EnsureAsync(admin, Cancel);
        dead.Initialise(Cancel);
        var rows = PublicationRows.Of(Result("aa"), null, new PublicationTopics(options, TimeProvider.System, NullLogger.Instance));
        var sent = new TaskCompletionSource();

        // Everything is sent and the producer never speaks again, as after SIGKILL.
        _ = dead.SendAndCommitAsync(rows, _ => { sent.SetResult(); return new TaskCompletionSource().Task; }, Cancel);
        await sent.Task.WaitAsync(Cancel);

        Assert.Equal(PublicationOutcome.Published, await publication.PublishAsync(Result("aa"), null, Nothing, Cancel));
        await PublishedOnceAsync();
    }

    [Fact]
    public async Task Marker_behind_another_runs_open_transaction_is_found()
    {
        var publication = await PublicationAsync();
        await publication.PublishAsync(Result("99") with { Key = new RunKey(_market, new DateOnly(2013, 10, 7), 1) }, null, Nothing, Cancel);
        var servers = await kafka.BootstrapServersAsync();
        using var other = new OpenTransaction(servers);
        other.Write(_prefix + ".runs", 0, 1);

        // The other run's transaction is open in front of this marker, so that a reader of committed records cannot see it yet.
        var first = publication.PublishAsync(Result("aa"), null, Nothing, Cancel);
        await MustWaitAsync(first);
        other.Commit();
        Assert.Equal(PublicationOutcome.Published, await first);

        using var another = new OpenTransaction(servers);
        another.Write(_prefix + ".runs", 0, 2);
        var second = publication.PublishAsync(Result("aa"), null, Nothing, Cancel);
        await MustWaitAsync(second);
        another.Abort();
        Assert.Equal(PublicationOutcome.AlreadyPublished, await second);
    }

    [Fact]
    public async Task Rows_carry_decimals_as_strings_whichever_way_they_came()
    {
        var publication = await PublicationAsync();

        await publication.PublishAsync(Result("aa"), null, Nothing, Cancel);

        Assert.Equal(
            $$"""GCZ3={"market":"{{_market}}","tradingDay":"2013-10-08","revision":1,"instrument":"GCZ3","kind":"Future","currency":"USD","price":"1324.6","rule":"CME","tier":"WindowVwap","""
            + "\"unrounded\":\"1324.642049\",\"windowFrom\":1381253280000000000,\"windowTo\":null,\"evidenceTrades\":2,\"evidenceVolume\":\"3\",\"trades\":4,\"volume\":\"5\",\"openInterest\":\"6\"}",
            Assert.Single(await ReadAsync(".prices")));
        Assert.Equal(
            $$"""P01/A1|GCZ3={"market":"{{_market}}","tradingDay":"2013-10-08","revision":1,"participant":"P01","account":"A1","instrument":"GCZ3","currency":"USD","openingLong":"0","openingShort":"0","""
            + "\"bought\":\"1\",\"sold\":\"0\",\"closingLong\":\"1\",\"closingShort\":\"0\",\"boughtValue\":\"132460\",\"soldValue\":\"0\",\"closeProfit\":\"0\",\"positionProfit\":\"-0.5\",\"dayProfit\":\"-0.5\",\"fees\":\"1.25\",\"longMargin\":\"10\",\"shortMargin\":\"0\"}",
            Assert.Single(await ReadAsync(".positions")));
        Assert.Equal(
            $$"""P01/A1|USD={"market":"{{_market}}","tradingDay":"2013-10-08","revision":1,"participant":"P01","account":"A1","currency":"USD","openingReserve":"100","openingMargin":"0","""
            + "\"deposits\":\"0\",\"withdrawals\":\"0\",\"dayProfit\":\"-0.5\",\"fees\":\"1.25\",\"margin\":\"10\",\"reserve\":\"88.25\",\"equity\":\"98.25\",\"available\":\"88.25\",\"riskRatio\":\"0.1018\"}",
            Assert.Single(await ReadAsync(".funds")));
        Assert.Equal(
            $$"""P01|SHARE={"market":"{{_market}}","tradingDay":"2013-10-08","revision":1,"participant":"P01","instrument":"SHARE","currency":"USD","valueDate":"2013-10-11","quantity":"5","cash":"-500.5","instruction":"ReceiveVersusPayment"}""",
            Assert.Single(await ReadAsync(".deliveries")));
        Assert.Equal(
            $$"""P01/A1|GCZ3|VariationMargin={"market":"{{_market}}","tradingDay":"2013-10-08","revision":1,"account":"P01/A1","instrument":"GCZ3","kind":"VariationMargin","currency":"USD","debit":"0.5","credit":"0"}""",
            Assert.Single(await ReadAsync(".journal")));
        Assert.Equal(
            $$"""{{_market}}|2013-10-08|1={"market":"{{_market}}","tradingDay":"2013-10-08","revision":1,"digest":"aa","referenceHash":"ff","closingHash":"cc","tradeCount":4,"bustCount":0,"""
            + $"\"rows\":{{\"{_prefix}.prices\":1,\"{_prefix}.positions\":1,\"{_prefix}.funds\":1,\"{_prefix}.deliveries\":1,\"{_prefix}.journal\":1}}}}",
            Assert.Single(await ReadAsync(".runs")));
    }

    [Fact]
    public async Task Runs_topic_is_made_to_keep_its_markers()
    {
        var publication = await PublicationAsync();
        await publication.PublishAsync(Result("aa"), null, Nothing, Cancel);

        using var admin = await AdminAsync();
        var configs = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = _prefix + ".runs" }]);

        Assert.Equal("compact", configs[0].Entries["cleanup.policy"].Value);
    }

    [Fact]
    public void Transactional_id_names_market_day_and_revision() =>
        Assert.Equal("settlement-COMEX-2013-10-08-r2", KafkaPublication.TransactionalIdOf(new RunKey("COMEX", new DateOnly(2013, 10, 8), 2)));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task Nothing(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<PublicationOptions> OptionsAsync() => new()
    {
        Connection = new KafkaConnection { BootstrapServers = await kafka.BootstrapServersAsync() },
        TopicPrefix = _prefix,
    };

    private async Task<KafkaPublication> PublicationAsync() => new(await OptionsAsync(), TimeProvider.System, NullLogger<KafkaPublication>.Instance);

    private async Task<IAdminClient> AdminAsync() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = await kafka.BootstrapServersAsync() }).Build();

    private SettlementResult Result(string digest) => new()
    {
        Key = new RunKey(_market, new DateOnly(2013, 10, 8), 1),
        ReferenceHash = "ff",
        ClosingHash = "cc",
        TradeCount = 4,
        BustCount = 0,
        Prices =
        [
            new PriceRow
            {
                Instrument = "GCZ3",
                Kind = InstrumentKind.Future,
                Currency = "USD",
                Price = 1324.600m,
                Rule = "CME",
                Tier = PriceTierKind.WindowVwap,
                Unrounded = 1324.642049m,
                WindowFrom = 1_381_253_280_000_000_000,
                WindowTo = null,
                EvidenceTrades = 2,
                EvidenceVolume = 3.0m,
                Trades = 4,
                Volume = 5,
                OpenInterest = 6,
            },
        ],
        Positions =
        [
            new PositionRow
            {
                Participant = "P01",
                Account = "A1",
                Instrument = "GCZ3",
                Currency = "USD",
                OpeningLong = 0.00m,
                OpeningShort = 0,
                Bought = 1,
                Sold = 0,
                ClosingLong = 1,
                ClosingShort = 0,
                BoughtValue = Amount.FromDecimal(132460m),
                SoldValue = Amount.Zero,
                CloseProfit = Amount.Zero,
                PositionProfit = Amount.FromDecimal(-0.50m),
                DayProfit = Amount.FromDecimal(-0.50m),
                Fees = Amount.FromDecimal(1.25m),
                LongMargin = Amount.FromDecimal(10m),
                ShortMargin = Amount.Zero,
            },
        ],
        Funds =
        [
            new FundsRow
            {
                Participant = "P01",
                Account = "A1",
                Currency = "USD",
                OpeningReserve = Amount.FromDecimal(100m),
                OpeningMargin = Amount.Zero,
                Deposits = Amount.Zero,
                Withdrawals = Amount.Zero,
                DayProfit = Amount.FromDecimal(-0.50m),
                Fees = Amount.FromDecimal(1.25m),
                Margin = Amount.FromDecimal(10m),
                Reserve = Amount.FromDecimal(88.25m),
                Equity = Amount.FromDecimal(98.25m),
                Available = Amount.FromDecimal(88.25m),
                RiskRatio = 0.1018m,
            },
        ],
        Deliveries =
        [
            new DeliveryRow
            {
                Participant = "P01",
                Instrument = "SHARE",
                Currency = "USD",
                ValueDate = new DateOnly(2013, 10, 11),
                Quantity = 5.0m,
                Cash = Amount.FromDecimal(-500.50m),
                Instruction = DeliveryInstruction.ReceiveVersusPayment,
            },
        ],
        Journal = [new JournalRow("P01/A1", "GCZ3", JournalKind.VariationMargin, "USD", Amount.FromDecimal(0.5m), Amount.Zero)],
        Digest = digest,
    };

    private async Task PublishedOnceAsync()
    {
        foreach (var topic in new[] { ".runs", ".positions", ".prices", ".funds", ".deliveries", ".journal" })
            Assert.Single(await ReadAsync(topic));
    }

    /// <summary>All committed records of a topic of one partition, as key=value.</summary>
    private async Task<List<string>> ReadAsync(string suffix)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = await kafka.BootstrapServersAsync(),
            GroupId = "reader",
            EnablePartitionEof = true,
            EnableAutoCommit = false,
        }).Build();
        var partition = new TopicPartition(_prefix + suffix, 0);
        var end = consumer.QueryWatermarkOffsets(partition, Patience).High;
        consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
        var records = new List<string>();
        while (true)
        {
            var result = consumer.Consume(Patience);
            Assert.NotNull(result);
            if (result.IsPartitionEOF && result.Offset >= end)
                return records;
            if (!result.IsPartitionEOF)
                records.Add(Encoding.UTF8.GetString(result.Message.Key) + "=" + Encoding.UTF8.GetString(result.Message.Value));
        }
    }

    private static async Task MustWaitAsync(Task publication) =>
        await Assert.ThrowsAsync<TimeoutException>(() => publication.WaitAsync(TimeSpan.FromSeconds(1)));
}

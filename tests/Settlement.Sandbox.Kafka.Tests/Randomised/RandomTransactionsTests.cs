using Confluent.Kafka;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Randomised;

/// <summary>
/// Hundreds of transactional producers from one seed. <c>SETTLEMENT_KAFKA_SEED</c> sets the seed, <c>SETTLEMENT_KAFKA_SOAK</c> multiplies the number of transactions.
/// </summary>
public sealed class RandomTransactionsTests(BrokerFixture brokers)
{
    private const int Partitions = 8;

    [Theory, ClassData(typeof(Brokers))]
    public async Task No_transaction_is_lost_double_torn_or_seen_though_it_aborted(BrokerKind kind)
    {
        var seed = Variable("SETTLEMENT_KAFKA_SEED") ?? Environment.TickCount;
        var (workers, transactions) = kind == BrokerKind.Embedded ? (60, 50) : (20, 15);
        transactions *= Variable("SETTLEMENT_KAFKA_SOAK") ?? 1;
        try
        {
            await RunAsync(await brokers.OfAsync(kind), seed, workers, transactions);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidOperationException($"SETTLEMENT_KAFKA_SEED={seed} on {kind}: {failure.Message}", failure);
        }
    }

    private static async Task RunAsync(Broker broker, int seed, int workers, int transactions)
    {
        var topic = await broker.TopicAsync(Partitions);
        var ledger = new Ledger();
        using var written = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2)
            .Select(r => Task.Factory.StartNew(() => ReadOn(broker, topic, new Random(seed + r), ledger, written.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, workers).Select(w => new TransactionalWorker(broker, topic, Partitions, $"{topic}-{w}", seed + 1_000 + w, ledger).RunAsync(transactions)));
        }
        finally
        {
            await written.CancelAsync();
            await Task.WhenAll(readers);
        }
        var final = Enumerable.Range(0, Partitions)
            .Select(p => (IReadOnlyList<(long, string)>)[.. broker.ReadRecords(topic, p).Select(r => (r.Offset.Value, Broker.Text(r.Message.Value)))])
            .ToArray();
        var faults = ledger.Check(final);
        Assert.True(faults.Count == 0, $"{faults.Count} contradictions:\n{string.Join('\n', faults.Take(20))}");
        Assert.Equal(workers * transactions, ledger.Attempts);
        Assert.True(ledger.Count(Outcome.Committed) > 0 && ledger.Count(Outcome.Aborted) > 0 && ledger.Count(Outcome.Unknown) > 0 && ledger.Seen > 0);
    }

    // Readers come, read a while from somewhere, and go.
    private static void ReadOn(Broker broker, string topic, Random random, Ledger ledger, CancellationToken written)
    {
        while (!written.IsCancellationRequested)
        {
            using var consumer = broker.Consumer(c => (c.IsolationLevel, c.FetchWaitMaxMs) = (IsolationLevel.ReadCommitted, 20));
            var partitions = Enumerable.Range(0, Partitions).Where(_ => random.Next(2) == 0).DefaultIfEmpty(0).ToArray();
            consumer.Assign(partitions.Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
            for (var left = random.Next(50, 2_000); left > 0 && !written.IsCancellationRequested; left--)
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } record)
                    ledger.See(record.Partition, record.Offset, Broker.Text(record.Message.Value));
            }
        }
    }

    private static int? Variable(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : null;
}

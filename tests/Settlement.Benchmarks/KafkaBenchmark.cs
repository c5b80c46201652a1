using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Settlement.Sandbox.Kafka;
using Settlement.Tests.Brokers;

namespace Settlement.Benchmarks;

/// <summary>Throughput of the embedded broker and of Apache Kafka with the same client, and the memory that the embedded one holds for its records.</summary>
internal static class KafkaBenchmark
{
    private const int RecordBytes = 100;
    private const int Partitions = 4;
    private const int Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var records = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var embedded = await EmbeddedBroker.StartAsync();
        var (produced, consumed) = await MeasureAsync(embedded.BootstrapServers, records, rounds: 1);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var bytes = (long)records * RecordBytes;
        Console.WriteLine($"memory for {records} records of {RecordBytes} bytes: {held >> 20} MiB, {(double)held / bytes:0.00} x their bytes");
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is not { Length: > 0 } home)
        {
            Console.WriteLine($"embedded: produce {produced:0}/s, consume {consumed:0}/s. Set KAFKA_HOME to compare with Apache Kafka.");
            return 0;
        }
        await using var kafka = await KafkaServer.PrepareAsync(home);
        await kafka.StartAsync();
        // The first round of each is its warm-up.
        await MeasureAsync(kafka.BootstrapServers, records, rounds: 1);
        var real = await MeasureAsync(kafka.BootstrapServers, records, Rounds);
        var own = await MeasureAsync(embedded.BootstrapServers, records, Rounds);
        Console.WriteLine($"{"records/s, best of " + Rounds,-26} {"embedded",12} {"Kafka",12} {"ratio",7}");
        Console.WriteLine($"{"produce",-26} {own.Produced,12:0} {real.Produced,12:0} {own.Produced / real.Produced,7:0.00}");
        Console.WriteLine($"{"consume",-26} {own.Consumed,12:0} {real.Consumed,12:0} {own.Consumed / real.Consumed,7:0.00}");
        return 0;
    }

    private static async Task<(double Produced, double Consumed)> MeasureAsync(string servers, int records, int rounds)
    {
        var (produced, consumed) = (0d, 0d);
        for (var round = 0; round < rounds; round++)
        {
            var topic = $"bench-{Guid.NewGuid():N}";
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).Build();
            await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 }]);
            produced = Math.Max(produced, records / Time(() => Produce(servers, topic, records)));
            consumed = Math.Max(consumed, records / Time(() => Consume(servers, topic, records)));
            // The last round's records stay: they are what the memory is measured for.
            if (round < rounds - 1)
                await admin.DeleteTopicsAsync([topic]);
        }
        return (produced, consumed);
    }

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private static void Produce(string servers, string topic, int records)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = servers,
            EnableIdempotence = true,
            LingerMs = 5,
            QueueBufferingMaxMessages = 1_000_000,
            EnableDeliveryReports = false,
        }).Build();
        var message = new Message<Null, byte[]> { Value = new byte[RecordBytes] };
        for (var i = 0; i < records; i++)
        {
            while (!TryProduce(producer, new TopicPartition(topic, i % Partitions), message))
                producer.Poll(TimeSpan.FromMilliseconds(10));
        }
        if (producer.Flush(Patience) > 0)
            throw new TimeoutException($"not all records were acknowledged within {Patience.TotalSeconds} s");
    }

    private static bool TryProduce(IProducer<Null, byte[]> producer, TopicPartition to, Message<Null, byte[]> message)
    {
        try
        {
            producer.Produce(to, message);
            return true;
        }
        catch (ProduceException<Null, byte[]> full) when (full.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private static void Consume(string servers, string topic, int records)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = topic,
            EnableAutoCommit = false,
            ConsumeResultFields = "none",
            FetchQueueBackoffMs = 10,
        }).Build();
        consumer.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        for (var i = 0; i < records; i++)
        {
            if (consumer.Consume(Patience) is null)
                throw new TimeoutException($"only {i} of {records} records within {Patience.TotalSeconds} s");
        }
    }
}

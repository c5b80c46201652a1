using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Settlement.Sandbox.Kafka;
using Settlement.Tests.Brokers;

namespace Settlement.Benchmarks;

/// <summary>
/// Throughput of the embedded broker and of Apache Kafka, each in a process of its own, with the same client, in turns; and the memory that the embedded one holds for its records.
/// Consuming is measured from the first record on: to come there takes the client half a second with either.
/// </summary>
internal static class KafkaBenchmark
{
    private const int RecordBytes = 100;
    private const int Partitions = 4;
    private const int Rounds = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var records = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        await TellMemoryAsync(records);
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is not { Length: > 0 } home)
        {
            Console.WriteLine("Set KAFKA_HOME to compare with Apache Kafka.");
            return 0;
        }
        using var embedded = new BrokerProcess();
        await using var kafka = await KafkaServer.PrepareAsync(home);
        await kafka.StartAsync();
        // The first round of each is its warm-up.
        await MeasureAsync(kafka.BootstrapServers, records);
        await MeasureAsync(embedded.BootstrapServers, records);
        var (ownTime, realTime) = (embedded.ProcessorTime, kafka.ProcessorTime);
        var (own, real) = (new List<Throughput>(), new List<Throughput>());
        for (var round = 0; round < Rounds; round++)
        {
            own.Add(await MeasureAsync(embedded.BootstrapServers, records));
            real.Add(await MeasureAsync(kafka.BootstrapServers, records));
        }
        Console.WriteLine($"{"records/s, " + Rounds + " rounds in turns",-32} {"embedded",12} {"Kafka",12} {"ratio",7}");
        Tell("produce", static t => t.Produced);
        Tell("consume", static t => t.Consumed);
        Console.WriteLine($"{"the broker's processor time, s",-32} {(embedded.ProcessorTime - ownTime).TotalSeconds,12:0.0} {(kafka.ProcessorTime - realTime).TotalSeconds,12:0.0}");
        return 0;

        void Tell(string what, Func<Throughput, double> figure)
        {
            Line("best", own.Max(figure), real.Max(figure));
            Line("median", Median(own.Select(figure)), Median(real.Select(figure)));

            void Line(string of, double own, double real) => Console.WriteLine($"{what + ", " + of,-32} {own,12:0} {real,12:0} {own / real,7:0.00}");
        }
    }

    private static async Task TellMemoryAsync(int records)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var embedded = await EmbeddedBroker.StartAsync();
        var topic = await CreateTopicAsync(embedded.BootstrapServers);
        Produce(embedded.BootstrapServers, topic, records);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"memory for {records} records of {RecordBytes} bytes: {held >> 20} MiB, {(double)held / records / RecordBytes:0.00} x their bytes");
    }

    private static async Task<Throughput> MeasureAsync(string servers, int records)
    {
        var topic = await CreateTopicAsync(servers);
        var measured = new Throughput(records / Time(() => Produce(servers, topic, records)), Consume(servers, topic, records));
        using var admin = Admin(servers);
        await admin.DeleteTopicsAsync([topic]);
        return measured;
    }

    private static async Task<string> CreateTopicAsync(string servers)
    {
        var topic = $"bench-{Guid.NewGuid():N}";
        using var admin = Admin(servers);
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 }]);
        return topic;
    }

    private static IAdminClient Admin(string servers) => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).Build();

    private static double Median(IEnumerable<double> figures) => figures.Order().ElementAt(Rounds / 2);

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

    /// <summary>Records per second.</summary>
    private static double Consume(string servers, string topic, int records)
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
        var watch = new Stopwatch();
        for (var i = 0; i < records; i++)
        {
            if (consumer.Consume(Patience) is null)
                throw new TimeoutException($"only {i} of {records} records within {Patience.TotalSeconds} s");
            watch.Start();
        }

        return records / watch.Elapsed.TotalSeconds;
    }

    private readonly record struct Throughput(double Produced, double Consumed);

    /// <summary>The embedded broker as the sandbox starts it alone.</summary>
    private sealed class BrokerProcess : IDisposable
    {
        private readonly Process _process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "settlement-sandbox"), ["kafka", "--port", "0", "--exit-on-stdin-eof"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The embedded broker did not start.");

        public BrokerProcess() => BootstrapServers = _process.StandardOutput.ReadLine() is { } line && line.StartsWith("ready ", StringComparison.Ordinal)
            ? line["ready ".Length..]
            : throw new InvalidOperationException("The embedded broker is not ready.");

        public string BootstrapServers { get; }

        public TimeSpan ProcessorTime
        {
            get
            {
                _process.Refresh();
                return _process.TotalProcessorTime;
            }
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}

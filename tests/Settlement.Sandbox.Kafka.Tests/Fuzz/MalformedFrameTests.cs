using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Settlement.KafkaSuite.Support;
using Settlement.Sandbox.Kafka;

namespace Settlement.KafkaSuite.Fuzz;

/// <summary>
/// A million frames that no client sends. <c>SETTLEMENT_KAFKA_SEED</c> sets the seed, <c>SETTLEMENT_KAFKA_FRAMES</c> the number of frames.
/// </summary>
[Collection(Alone)]
public sealed class MalformedFrameTests
{
    /// <summary>What is measured is the memory of the whole process, so nothing else may run in it.</summary>
    private const string Alone = "Memory of the process";

    private const int Connections = 4;
    private const int FramesOfBlock = 100;
    private const long GrowthMax = 64 << 20;
    private static readonly TimeSpan BlockTimeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task No_frame_crashes_the_broker_or_hangs_it_or_fills_its_memory()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SETTLEMENT_KAFKA_SEED"), out var given) ? given : Environment.TickCount;
        var frames = int.TryParse(Environment.GetEnvironmentVariable("SETTLEMENT_KAFKA_FRAMES"), out var number) ? number : 1_000_000;
        var errors = new ErrorLog();
        await using var embedded = await EmbeddedBroker.StartAsync(new BrokerOptions { AutoCreateTopics = false, RetentionBytes = 1 << 20, Logger = errors });
        await embedded.CreateTopicAsync("fuzz", 3);
        var sent = new int[Connections];
        await SendAsync(embedded.Port, seed, frames / 50, sent, 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(c => Task.Run(() => SendAsync(embedded.Port, seed + 1 + c, frames / Connections, sent, c))));
            Assert.True(sent.Sum() >= frames);
            Assert.Empty(errors.Messages);
            var broker = new Broker(BrokerKind.Embedded, embedded.BootstrapServers);
            var topic = await broker.TopicAsync();
            using (var producer = broker.Transactional())
                producer.Transact(topic, [0], commit: true, "alive");
            Assert.Equal(["alive"], broker.Read(topic));
            var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
            Assert.True(growth < GrowthMax, $"{growth >> 20} MiB more are held after {frames} frames");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidOperationException($"SETTLEMENT_KAFKA_SEED={seed}: {failure.Message}", failure);
        }
    }

    // Blocks of well formed requests that end with something malformed, each on a connection of its own.
    private static async Task SendAsync(int port, int seed, int frames, int[] sent, int slot)
    {
        var generator = new RandomFrames(seed);
        while (sent[slot] < frames)
        {
            var block = Enumerable.Range(1, FramesOfBlock).SelectMany(i => i < FramesOfBlock ? RandomFrames.Sized(generator.Valid()) : generator.Malformed()).ToArray();
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(BlockTimeout);
            try
            {
                var sending = client.GetStream().WriteAsync(block, patience.Token).AsTask();
                var answers = DrainAsync(client.GetStream(), patience.Token);
                await sending;
                client.Client.Shutdown(SocketShutdown.Send);
                await answers;
            }
            catch (Exception closed) when (closed is IOException or SocketException)
            {
                // What cannot be read closes its connection.
            }
            sent[slot] += FramesOfBlock;
        }
    }

    private static async Task DrainAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellation) > 0)
        {
        }
    }

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;

    private sealed class ErrorLog : ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Messages.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}

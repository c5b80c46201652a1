using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Confluent.Kafka;

namespace Settlement.Tests.Brokers;

/// <summary>A real Apache Kafka of one node, started from <c>KAFKA_HOME</c> on free loopback ports, with its log in a temporary directory.</summary>
internal sealed class KafkaServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private readonly string _home;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("settlement-kafka-tests-");
    private readonly int _port;
    private readonly string _settings;
    private Process? _process;

    private KafkaServer(string home, int port, string settings)
    {
        (_home, _port, _settings) = (home, port, settings);
        BootstrapServers = $"127.0.0.1:{port}";
    }

    internal string BootstrapServers { get; }

    /// <summary>What the running node has used of the processors.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Prepares a node that is not running yet.</summary>
    /// <param name="home">The distribution.</param>
    /// <param name="settings">More lines of <c>server.properties</c>.</param>
    internal static async Task<KafkaServer> PrepareAsync(string home, string settings = "")
    {
        var server = new KafkaServer(home, FreePort(), settings);
        var properties = Path.Combine(server._directory.FullName, "server.properties");
        await File.WriteAllTextAsync(properties, server.Properties(FreePort()));
        using var format = server.Run("kafka-storage.sh", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", properties);
        await format.WaitForExitAsync();
        if (format.ExitCode != 0)
            throw new InvalidOperationException($"kafka-storage.sh format failed with exit code {format.ExitCode}: {await server.OutputAsync()}");
        return server;
    }

    internal async Task StartAsync()
    {
        _process = Run("kafka-server-start.sh", Path.Combine(_directory.FullName, "server.properties"));
        var started = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"Kafka ended while starting: {await OutputAsync()}");
            if (started.Elapsed > StartTimeout)
                throw new TimeoutException($"Kafka did not answer within {StartTimeout.TotalSeconds} s: {await OutputAsync()}");
            await Task.Delay(50);
        }
    }

    /// <summary>Stops the node at once; it can be started again.</summary>
    internal async Task KillAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _directory.Delete(recursive: true);
    }

    private Process Run(string script, params string[] arguments)
    {
        // The shell keeps the output in a file and then becomes the script, so that the process is Kafka's own.
        var output = Path.Combine(_directory.FullName, "output.log");
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>\"" + output + "\" 2>&1", Path.Combine(_home, "bin", script), .. arguments]);
        start.Environment["KAFKA_HEAP_OPTS"] = "-Xmx512m -Xms128m";
        start.Environment["LOG_DIR"] = _directory.FullName;
        return Process.Start(start)!;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
        }
        catch (SocketException)
        {
            return false;
        }

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers })
            .SetLogHandler(static (_, _) => { })
            .Build();
        try
        {
            return admin.GetMetadata(TimeSpan.FromSeconds(5)).Brokers.Count > 0;
        }
        catch (KafkaException)
        {
            // It listens and does not serve yet; who asks gives up after the start's own limit.
            return false;
        }
    }

    private async Task<string> OutputAsync() => string.Join('\n', (await File.ReadAllLinesAsync(Path.Combine(_directory.FullName, "output.log"))).TakeLast(10));

    private string Properties(int controllerPort) => $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{controllerPort}
        listeners=PLAINTEXT://127.0.0.1:{_port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{_port}
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        log.dirs={_directory.FullName}/log
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=500
        {_settings}
        """;

    // Below the range of outgoing connections, so that no client takes the port before the node does, or while it is down.
    private static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody has it; another one is taken.
            }
        }
    }
}

using System.Globalization;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Faults;
using Settlement.Sandbox.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Settlement.Sandbox.Services;

/// <summary>
/// Kafka. A real one: given by <c>KAFKA_BOOTSTRAP_SERVERS</c> and left as it is, or one node of our own, started from the distribution in
/// <c>KAFKA_HOME</c>, of which only <c>libs/*</c> and <c>bin/*.sh</c> are used. Where neither is set, the embedded broker in this process.
/// </summary>
public sealed class KafkaServer : IAsyncDisposable
{
    /// <summary>Variable that names running brokers.</summary>
    public const string BootstrapServersVariable = "KAFKA_BOOTSTRAP_SERVERS";

    /// <summary>Variable that names a distribution.</summary>
    public const string HomeVariable = "KAFKA_HOME";

    // Not where a node from KAFKA_HOME has its log: neither can read what the other wrote.
    private const string EmbeddedDirectory = "kafka-embedded";

    private readonly StateDirectory _state;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private HostProcess? _process;
    private FaultEndpoint? _control;

    private KafkaServer(StateDirectory state, string bootstrapServers, ILogger logger, TimeProvider time)
    {
        _state = state;
        BootstrapServers = bootstrapServers;
        _logger = logger;
        _time = time;
    }

    /// <summary>Where clients connect to.</summary>
    public string BootstrapServers { get; }

    /// <summary>The broker in this process; null where Kafka is a real one.</summary>
    public EmbeddedBroker? Embedded { get; private init; }

    /// <summary>Where the embedded broker's faults are switched on from outside; null where Kafka is a real one.</summary>
    public Uri? Control => _control?.Address;

    /// <summary>The broker's process; null for a given Kafka and for the embedded one.</summary>
    public ProcessIdentity? Process => _process?.Identity;

    /// <summary>Uses the Kafka that the environment gives, or starts one from the distribution that it names, or the embedded one.</summary>
    /// <exception cref="SandboxException">It does not work.</exception>
    public static Task<KafkaServer> StartAsync(StateDirectory state, ILogger logger, TimeProvider time, CancellationToken cancellationToken) =>
        (Environment.GetEnvironmentVariable(BootstrapServersVariable), Environment.GetEnvironmentVariable(HomeVariable)) switch
        {
            ({ Length: > 0 } servers, _) => UseAsync(servers, state, logger, time, cancellationToken),
            (_, { Length: > 0 } home) => LaunchAsync(home, state, logger, time, cancellationToken),
            _ => EmbedAsync(state, logger, time, cancellationToken),
        };

    /// <summary>Starts the embedded broker, with its control endpoint.</summary>
    /// <exception cref="SandboxException">The world that is kept here has its topics in a Kafka from <c>KAFKA_HOME</c>, or its port or directory cannot be used.</exception>
    public static async Task<KafkaServer> EmbedAsync(StateDirectory state, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Kept?.KafkaClusterId is not null)
            throw new SandboxException($"The world in {state.Root} has its topics in a Kafka from {HomeVariable}: set that, or give another --state directory.");
        var options = new BrokerOptions { AutoCreateTopics = false, Clock = time, Logger = logger };
        if (state.Kept is { } kept)
            options = options with { Port = kept.Port("kafka"), Directory = state.NewDataDirectory(EmbeddedDirectory) };
        var broker = await BrokerAsync(options);
        var server = new KafkaServer(state, broker.BootstrapServers, logger, time) { Embedded = broker };
        try
        {
            server._control = await FaultEndpoint.StartAsync(new FaultControl(broker), port: 0, cancellationToken);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
        Log.KafkaEmbedded(logger, broker.BootstrapServers);
        return server;
    }

    /// <summary>Uses running brokers. They are neither started nor stopped.</summary>
    public static async Task<KafkaServer> UseAsync(
        string bootstrapServers, StateDirectory state, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var server = new KafkaServer(state, bootstrapServers, logger, time);
        try
        {
            await server.AwaitAnswerAsync(Timeouts.GivenServer, cancellationToken);
        }
        catch (SandboxException silent)
        {
            throw new SandboxException($"No broker answers at {BootstrapServersVariable}={bootstrapServers}: start it, or correct the address.", silent);
        }
        Log.ServerGiven(logger, "Kafka", bootstrapServers);
        return server;
    }

    /// <summary>Starts one node, broker and controller in one, on free loopback ports.</summary>
    /// <param name="home">An Apache Kafka distribution.</param>
    /// <param name="state">Holds its log directory while the sandbox runs.</param>
    /// <param name="logger">Told when it is ready.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<KafkaServer> LaunchAsync(
        string home, StateDirectory state, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var scripts = ScriptsOf(home);
        if (state.Kept is not null && Directory.Exists(Path.Combine(state.Root, EmbeddedDirectory)))
            throw new SandboxException($"The world in {state.Root} has its topics in the embedded Kafka: start it without {HomeVariable}, or give another --state directory.");
        await Java.RequireAsync(cancellationToken);
        var port = state.Kept?.Port("kafka") ?? LoopbackPort.Free();
        var server = new KafkaServer(state, "127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture), logger, time);
        try
        {
            await server.RunAsync(scripts, port, cancellationToken);
        }
        catch
        {
            state.KeepLogs = true;
            await server.DisposeAsync();
            throw;
        }
        Log.ServerReady(logger, "Kafka", server.BootstrapServers, server.Process!.Pid);
        return server;
    }

    /// <summary>Creates a topic; one that exists already is left as it is.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="partitions">Its number of partitions, from 1.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SandboxException">The broker refuses.</exception>
    public async Task CreateTopicAsync(string name, int partitions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var admin = Admin();
        try
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }]);
        }
        catch (CreateTopicsException refused) when (refused.Results.All(result => result.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            Log.TopicExists(_logger, name);
        }
        catch (KafkaException refused)
        {
            throw new SandboxException($"Topic {name} cannot be created at {BootstrapServers}: {refused.Message}.", refused);
        }
    }

    /// <summary>Completes with the reason when a broker that was started here ends although nobody stopped it; never for a given one.</summary>
    internal async Task<SandboxException> EndedAsync(CancellationToken cancellationToken)
    {
        if (_process is not { } process)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            throw new OperationCanceledException(cancellationToken);
        }
        return process.Failure($"Kafka ended with exit code {await process.WaitAsync(cancellationToken)}.");
    }

    /// <summary>Stops a broker that was started here and removes its data, unless they are kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_control is not null)
            await _control.DisposeAsync();
        if (Embedded is not null)
            await Embedded.DisposeAsync();
        if (_process is not { } process)
            return;
        await process.StopAsync(Signal.Terminate, Timeouts.OrderlyStop, _time);
        _state.Forget(process.Identity);
        await process.DisposeAsync();
        _process = null;
        Log.ServerStopped(_logger, "Kafka");
        if (_state.Kept is null)
            Directory.Delete(Path.Combine(_state.Root, "kafka"), recursive: true);
    }

    private static async Task<EmbeddedBroker> BrokerAsync(BrokerOptions options)
    {
        try
        {
            return await EmbeddedBroker.StartAsync(options);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new SandboxException($"The embedded Kafka could not start on port {options.Port}{(options.Directory is { } directory ? $" with {directory}" : "")}: {failure.Message}", failure);
        }
    }

    private static string ScriptsOf(string home)
    {
        var scripts = Path.Combine(Path.GetFullPath(home), "bin");
        foreach (var script in new[] { "kafka-storage.sh", "kafka-server-start.sh" })
        {
            if (!HelperProgram.IsExecutable(Path.Combine(scripts, script)))
                throw new SandboxException($"{HomeVariable}={home} is no Apache Kafka distribution: it has no bin/{script}. Set it to an unpacked one.");
        }
        return scripts;
    }

    private async Task RunAsync(string scripts, int port, CancellationToken cancellationToken)
    {
        var directory = _state.NewDataDirectory("kafka");
        var properties = Path.Combine(directory, "server.properties");
        var log = Path.Combine(directory, "log");
        await File.WriteAllTextAsync(properties, KafkaNode.Properties(port, _state.Kept?.Port("kafka-controller") ?? LoopbackPort.Free(), log), cancellationToken);
        var environment = new Dictionary<string, string?>
        {
            ["KAFKA_HEAP_OPTS"] = Environment.GetEnvironmentVariable("KAFKA_HEAP_OPTS") ?? "-Xmx512m -Xms128m",
            // The scripts write beside the distribution otherwise, which may be read-only.
            ["LOG_DIR"] = Path.Combine(directory, "script-logs"),
        };
        if (_state.Kept?.KafkaClusterId is null)
            await FormatAsync(scripts, properties, log, environment, cancellationToken);
        _process = HostProcess.Start(new HostProcessOptions
        {
            Name = "kafka",
            Command = [Path.Combine(scripts, "kafka-server-start.sh"), properties],
            LogFile = Path.Combine(_state.Logs, "kafka.log"),
            Directory = directory,
            Environment = environment,
        });
        _state.Remember(_process.Identity);
        await AwaitAnswerAsync(Timeouts.ServerReady, cancellationToken);
    }

    private async Task FormatAsync(string scripts, string properties, string log, Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        // A kept world whose sandbox was killed here holds the half of it.
        if (Directory.Exists(log))
            Directory.Delete(log, recursive: true);
        var clusterId = KafkaNode.NewClusterId();
        var format = await HelperProgram.RunAsync(
            [Path.Combine(scripts, "kafka-storage.sh"), "format", "-t", clusterId, "-c", properties],
            Timeouts.Preparation,
            environment,
            null,
            cancellationToken);
        if (format.ExitCode != 0)
            throw new SandboxException($"kafka-storage.sh format of {log} failed with exit code {format.ExitCode}: {(format.Error + format.Output).Trim()}");
        _state.Kept?.RememberKafka(clusterId);
    }

    private async Task AwaitAnswerAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var admin = Admin();
        await Condition.WaitAsync($"Kafka at {BootstrapServers} to answer", timeout, token => AnswersAsync(admin, token), _time, cancellationToken);
    }

    private async ValueTask<bool> AnswersAsync(IAdminClient admin, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_process is { HasExited: true })
            throw _process.Failure($"Kafka ended with exit code {_process.ExitCode} while it started.");
        try
        {
            var cluster = await admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = TimeSpan.FromSeconds(2) });
            return cluster.Nodes.Count > 0;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig
        {
            BootstrapServers = BootstrapServers,
            ReconnectBackoffMs = 20,
            ReconnectBackoffMaxMs = 200,
        })
            // Refused connections are what waiting for a start looks like; a lasting failure ends in our own message.
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
}

using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Faults;
using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary><c>settlement-sandbox kafka</c>: the embedded Kafka broker alone, for tests and scripts.</summary>
internal static class KafkaCommand
{
    private const int PartitionsMax = 10_000;

    private static readonly Option<int> Port = new("--port") { HelpName = "N", Description = "Port of the broker on 127.0.0.1; 0 takes a free one." };

    private static readonly Option<int> ControlPort = new("--control-port")
    {
        HelpName = "N",
        Description = "Port of the control endpoint, which disturbs the broker on purpose ('fault --control'); 0 takes a free one, -1 leaves it off.",
        DefaultValueFactory = static _ => -1,
    };

    private static readonly Option<string[]> Topics = new("--topic")
    {
        HelpName = "NAME[:PARTITIONS]",
        Description = "Creates a topic, unless it is kept already, before the broker is ready; may be repeated. One partition unless told.",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<string?> Data = new("--data-dir") { HelpName = "DIR", Description = "Keeps topics, records, offsets and producers there, for restarts. Default: nothing is kept." };

    private static readonly Option<bool> AutoCreate = new("--auto-create") { Description = "Creates topics that clients ask for." };

    private static readonly Option<bool> WithInput = new("--exit-on-stdin-eof") { Description = "Stops when standard input ends, so that the broker cannot outlive what started it." };

    /// <summary>Makes the command.</summary>
    public static System.CommandLine.Command Create()
    {
        var command = new System.CommandLine.Command(
            "kafka", "Runs the embedded Kafka broker alone, until Ctrl-C or SIGTERM. For trying and testing only; listens on 127.0.0.1.")
        {
            Port, ControlPort, Topics, Data, AutoCreate, WithInput,
        };
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(() => RunAsync(arguments, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(logging => logging
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning));
        var topics = (arguments.GetValue(Topics) ?? []).Select(Topic).ToList();
        await using var broker = await StartAsync(new BrokerOptions
        {
            Port = arguments.GetValue(Port),
            AutoCreateTopics = arguments.GetValue(AutoCreate),
            Directory = arguments.GetValue(Data),
            Logger = loggers.CreateLogger<EmbeddedBroker>(),
        });
        foreach (var (name, partitions) in topics)
            await CreateTopicAsync(broker, name, partitions, isKept: arguments.GetValue(Data) is not null);
        await using var control = arguments.GetValue(ControlPort) is >= 0 and var port ? await ControlAsync(broker, port, cancellationToken) : null;
        if (control is not null)
            await Console.Out.WriteLineAsync($"control {control.Address.GetLeftPart(UriPartial.Authority)}");
        await Console.Out.WriteLineAsync($"ready {broker.BootstrapServers}");
        await ServerEnd.WaitAsync(arguments.GetValue(WithInput), cancellationToken);
    }

    private static async Task<EmbeddedBroker> StartAsync(BrokerOptions options)
    {
        try
        {
            return await EmbeddedBroker.StartAsync(options);
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The broker could not start: {failure.Message} Take another port or directory.", failure);
        }
    }

    private static async Task<FaultEndpoint> ControlAsync(EmbeddedBroker broker, int port, CancellationToken cancellationToken)
    {
        try
        {
            return await FaultEndpoint.StartAsync(new FaultControl(broker), port, cancellationToken);
        }
        catch (IOException taken)
        {
            throw new SandboxException($"The control endpoint could not start on port {port}: {taken.Message} Take another port.", taken);
        }
    }

    private static async Task CreateTopicAsync(EmbeddedBroker broker, string name, int partitions, bool isKept)
    {
        try
        {
            await broker.CreateTopicAsync(name, partitions);
        }
        catch (InvalidOperationException) when (isKept)
        {
            // It is there already, from the broker's former life.
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            throw new SandboxException($"--topic {name}: {refused.Message}", refused);
        }
    }

    private static (string Name, int Partitions) Topic(string given)
    {
        var parts = given.Split(':');
        return parts switch
        {
            [{ Length: > 0 } name] => (name, 1),
            [{ Length: > 0 } name, var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var partitions) && partitions is >= 1 and <= PartitionsMax => (name, partitions),
            _ => throw new SandboxException($"--topic {given}: write it as NAME or NAME:PARTITIONS, with 1 to {PartitionsMax} partitions."),
        };
    }
}

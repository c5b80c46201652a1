using System.CommandLine;
using Settlement.Sandbox.Faults;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary><c>settlement-sandbox fault</c>: disturbs the embedded Kafka of a running sandbox on purpose.</summary>
internal static class FaultCommand
{
    private static readonly Option<string?> State = StateOption.Create();

    private static readonly Option<string?> Control = new("--control")
    {
        HelpName = "URL",
        Description = "Control endpoint of a broker that runs alone, as 'settlement-sandbox kafka --control-port' prints it.",
    };

    /// <summary>Makes the command.</summary>
    public static System.CommandLine.Command Create()
    {
        State.Recursive = true;
        Control.Recursive = true;
        var id = new Argument<int>("ID") { Description = "A number of 'fault list'." };
        return new System.CommandLine.Command("fault", "Disturbs the embedded Kafka of a running sandbox on purpose.")
        {
            State,
            Control,
            FaultAddCommand.Create(ClientOf),
            Simple("list", "Lists the faults, with their numbers and hits.", null, (client, _, token) => ListAsync(client, token)),
            Simple("release", "Applies the requests that a fault holds back.", id, (client, number, token) => client.DoAsync(HttpMethod.Post, $"/faults/{number}/release", token)),
            Simple("remove", "Ends a fault; requests that it holds back are applied.", id, (client, number, token) => client.DoAsync(HttpMethod.Delete, $"/faults/{number}", token)),
            Simple("clear", "Ends all faults.", null, static (client, _, token) => client.DoAsync(HttpMethod.Delete, "/faults", token)),
            Simple("pause", "Stops the broker's work, as if its process were stopped.", null, static (client, _, token) => client.DoAsync(HttpMethod.Post, "/pause", token)),
            Simple("resume", "Lets a paused broker go on.", null, static (client, _, token) => client.DoAsync(HttpMethod.Post, "/resume", token)),
            Simple("restart", "Restarts the broker: logs, offsets and transactions stay, connections and members of groups are gone.", null, static (client, _, token) => client.DoAsync(HttpMethod.Post, "/restart", token)),
        };
    }

    private static System.CommandLine.Command Simple(string name, string description, Argument<int>? id, Func<FaultClient, int, CancellationToken, Task> work)
    {
        var command = new System.CommandLine.Command(name, description);
        if (id is not null)
            command.Add(id);
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(
            async () =>
            {
                using var client = ClientOf(arguments);
                await work(client, id is null ? 0 : arguments.GetValue(id), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static FaultClient ClientOf(ParseResult arguments)
    {
        if (arguments.GetValue(Control) is { } control)
            return Uri.TryCreate(control, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp
                ? new FaultClient(address)
                : throw new SandboxException($"--control {control}: write it as http://127.0.0.1:PORT.");
        var directory = StateOption.DirectoryOf(arguments.GetValue(State));
        return new FaultClient(SandboxDescription.Read(directory).KafkaControl
            ?? throw new SandboxException($"The sandbox in {directory} has a real Kafka, which cannot be disturbed from here: start it without KAFKA_HOME and KAFKA_BOOTSTRAP_SERVERS."));
    }

    private static async Task ListAsync(FaultClient client, CancellationToken cancellationToken)
    {
        foreach (var fault in await client.ListAsync(cancellationToken))
            Console.WriteLine($"{fault.Id}  {fault.Fault}: {fault.Hits}{(fault.Times is { } times ? $" of {times}" : "")} hits");
    }
}

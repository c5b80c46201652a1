using System.CommandLine;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary><c>settlement-sandbox up</c>: starts a sandbox and stays until it is told to leave.</summary>
internal static class UpCommand
{
    /// <summary>Makes the command.</summary>
    public static System.CommandLine.Command Create()
    {
        var state = StateOption.Create();
        var keep = new Option<bool>("--keep")
        {
            Description = "Keeps the world in the state directory and goes on with the one that is there: API objects, databases, topics.",
        };
        var command = new System.CommandLine.Command("up", "Starts a sandbox, stays until Ctrl-C or SIGTERM, and leaves nothing behind unless told to.") { state, keep };
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(
            () => RunAsync(StateOption.DirectoryOf(arguments.GetValue(state)), arguments.GetValue(keep), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task RunAsync(string state, bool keep, CancellationToken cancellationToken)
    {
        Console.WriteLine("This is a sandbox, for trying and testing only: production uses your own Kubernetes, Kafka and PostgreSQL.");
        using var loggers = SandboxLogging.Create();
        await using var world = await SandboxWorld.StartAsync(new SandboxOptions { StateDirectory = state, Keep = keep }, loggers, TimeProvider.System, cancellationToken);
        Console.WriteLine(Welcome(world));
        await world.RunAsync(cancellationToken);
        Console.WriteLine("Stopping.");
    }

    private static string Welcome(SandboxWorld world) =>
        $"""

        The sandbox is up.
          kubeconfig   {world.Kubeconfig}
          Kafka        {world.Kafka.BootstrapServers}, topic {world.Options.TradeTopic}
          ledger       {world.Postgres.Ledger}
          trade store  {world.Postgres.TradeStore}
          all of it    {world.DescriptionFile}

        Next, in another terminal:
          export KUBECONFIG={world.Kubeconfig} SETTLEMENT_LEDGER='{world.Postgres.Ledger}'
          settlement reference load src/Settlement.Sandbox/Tape/comex-gc.yaml
          settlement-sandbox feed comex:2013-10-08 --end-of-session --state {world.State.Root}
          kubectl apply -f run.yaml         # like deploy/samples/settlementrun.yaml, with bootstrapServers {world.Kafka.BootstrapServers}
          kubectl get settlementruns -w

        Ctrl-C stops it{(world.Options.Keep ? $"; 'up --keep' goes on with it, and to be rid of it {KeptWorld.HowToRemove(world.State.Root)}" : " and leaves nothing behind")}.
        """;
}

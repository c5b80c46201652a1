using Settlement.Sandbox.Demo;
using Settlement.Sandbox.Demo.View;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Command;

/// <summary><c>settlement-sandbox demo</c>: two real trading days, settled exactly once while the leader is killed.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static System.CommandLine.Command Create()
    {
        var command = new System.CommandLine.Command(
            "demo", "Settles two trading days of COMEX gold, kills the leader in the middle of the first close, and checks the results. The report is in artifacts/demo.");
        command.SetAction((_, cancellationToken) => CommandEnd.OfAsync(
            () => new DemoProgram(ProjectLayout.Find(), DemoView.Choose(TimeProvider.System), Console.Out, TimeProvider.System).RunAsync(cancellationToken),
            cancellationToken));
        return command;
    }
}

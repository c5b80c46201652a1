using System.CommandLine;
using System.Runtime.InteropServices;
using Settlement.Sandbox.Command;
using Settlement.Sandbox.Services;

var root = new RootCommand("A whole settlement world on one machine, for trying and testing only: production uses your own Kubernetes, Kafka and PostgreSQL.")
{
    UpCommand.Create(),
    FeedCommand.Create(),
    DemoCommand.Create(),
    ToolsCommand.Create(),
    ApiServerCommand.Create(),
    KafkaCommand.Create(),
    FaultCommand.Create(),
};
// A closed terminal is a request to leave like any other: without this the servers would outlive it.
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static signal =>
{
    signal.Cancel = true;
    Posix.SignalProcess(Environment.ProcessId, Signal.Terminate);
});
// An orderly stop waits for pods and servers to leave.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(90) });

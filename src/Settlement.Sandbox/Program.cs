using System.CommandLine;
using Settlement.Sandbox.Command;

var root = new RootCommand("A whole settlement world on one machine, for trying and testing only: production uses your own Kubernetes, Kafka and PostgreSQL.")
{
    UpCommand.Create(),
    FeedCommand.Create(),
    DemoCommand.Create(),
    ToolsCommand.Create(),
};
// An orderly stop waits for pods and servers to leave.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(90) });

using System.CommandLine;
using Settlement.Sandbox.Faults;

namespace Settlement.Sandbox.Command;

/// <summary><c>settlement-sandbox fault add</c>: injects a fault and prints its number.</summary>
internal static class FaultAddCommand
{
    private static readonly Argument<string> Action = new("FAULT")
    {
        Description = string.Join("; ", FaultOrder.Actions.Select(static action => $"{action.Key}: {action.Value}")),
    };

    private static readonly Option<string[]> Apis = new("--api") { HelpName = "NAME", Description = "An API, such as Produce or EndTxn; may be repeated. Default: all.", DefaultValueFactory = static _ => [] };
    private static readonly Option<string?> Topic = new("--topic") { Description = "A topic that the request touches." };
    private static readonly Option<int?> Partition = new("--partition") { HelpName = "N", Description = "A partition that the request touches." };
    private static readonly Option<string?> ClientId = new("--client-id") { HelpName = "ID", Description = "The client's id." };
    private static readonly Option<string?> TransactionalId = new("--transactional-id") { HelpName = "ID", Description = "The transactional id." };
    private static readonly Option<string?> Group = new("--group") { HelpName = "ID", Description = "The consumer group." };
    private static readonly Option<int> Times = new("--times") { HelpName = "N", Description = "How many requests it hits.", DefaultValueFactory = static _ => 1 };
    private static readonly Option<int> Skip = new("--skip") { HelpName = "N", Description = "How many requests it lets pass first." };
    private static readonly Option<int?> Milliseconds = new("--milliseconds") { HelpName = "N", Description = "How long 'delay' holds a request back." };
    private static readonly Option<string?> Error = new("--error") { HelpName = "NAME", Description = "The error of 'answer', such as NotCoordinator." };
    private static readonly Option<int?> Percent = new("--percent") { HelpName = "N", Description = "Hits only so many of a hundred, drawn by --seed." };
    private static readonly Option<int> Seed = new("--seed") { HelpName = "N", Description = "Seed of --percent." };

    /// <summary>Makes the command.</summary>
    /// <param name="clientOf">Finds the broker that is meant.</param>
    public static System.CommandLine.Command Create(Func<ParseResult, FaultClient> clientOf)
    {
        var command = new System.CommandLine.Command("add", "Injects a fault and prints its number. It hits requests that fit everything that is given.")
        {
            Action, Apis, Topic, Partition, ClientId, TransactionalId, Group, Times, Skip, Milliseconds, Error, Percent, Seed,
        };
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(
            async () =>
            {
                using var client = clientOf(arguments);
                Console.WriteLine(await client.AddAsync(OrderOf(arguments), cancellationToken));
            },
            cancellationToken));
        return command;
    }

    private static FaultOrder OrderOf(ParseResult arguments) => new()
    {
        Action = arguments.GetRequiredValue(Action),
        Apis = arguments.GetValue(Apis) ?? [],
        Topic = arguments.GetValue(Topic),
        Partition = arguments.GetValue(Partition),
        ClientId = arguments.GetValue(ClientId),
        TransactionalId = arguments.GetValue(TransactionalId),
        Group = arguments.GetValue(Group),
        Times = arguments.GetValue(Times),
        Skip = arguments.GetValue(Skip),
        Milliseconds = arguments.GetValue(Milliseconds),
        Error = arguments.GetValue(Error),
        Percent = arguments.GetValue(Percent),
        Seed = arguments.GetValue(Seed),
    };
}

using System.CommandLine;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Feed;
using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Command;

/// <summary><c>settlement-sandbox feed</c>: sends a tape into a running sandbox, by Kafka and by the trade store.</summary>
internal static class FeedCommand
{
    /// <summary>Makes the command.</summary>
    public static System.CommandLine.Command Create()
    {
        var tape = new Argument<string>("TAPE") { Description = $"A built-in tape ({TapeSource.BuiltIn}), or a file: one trade per line, JSON as in the feed; sequences are given here." };
        var state = StateOption.Create();
        var market = new Option<string?>("--market") { Description = "Market in the trade store; default: the tape's own, COMEX for a file." };
        var duplicates = new Option<int>("--duplicates") { HelpName = "N", Description = "How many trades are sent twice." };
        var aborted = new Option<int>("--aborted") { HelpName = "N", Description = "How many transactions are aborted in between." };
        var open = new Option<int>("--open-transaction") { HelpName = "N", Description = "Leaves the last N trades in an open transaction, until told on the standard input." };
        var format = new Option<TradeFormat>("--format") { Description = "Json or Protobuf." };
        var endOfSession = new Option<bool>("--end-of-session") { Description = "Ends the trading days with every partition's control totals." };
        var skip = new Option<string[]>("--skip-sequence") { HelpName = "P:S", Description = "Leaves out the trade with sequence S of partition P, until told on the standard input; may be repeated." };
        var rate = new Option<int?>("--rate") { HelpName = "N", Description = "Records per second at most." };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "Draws parties and disturbances.", DefaultValueFactory = _ => ComexTape.DefaultSeed };
        var roundRobin = new Option<bool>("--round-robin") { Description = "Trades go round the partitions, instead of one partition per instrument." };
        var plain = new Option<bool>("--plain") { Description = "Sends as a producer without idempotence: where an ack is lost, the record is in the topic twice." };
        var command = new System.CommandLine.Command("feed", "Sends a tape into the trade topic and, on a way of its own, into the trade store.")
        {
            tape, state, market, duplicates, aborted, open, format, endOfSession, skip, rate, seed, roundRobin, plain,
        };
        foreach (var option in new[] { duplicates, aborted, open })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValue(option) < 0)
                    result.AddError($"{option.Name} must not be less than zero.");
            });
        }
        rate.Validators.Add(result =>
        {
            if (result.GetValue(rate) is <= 0)
                result.AddError("--rate must be more than zero.");
        });
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(
            () =>
            {
                var trades = TapeSource.Read(arguments.GetRequiredValue(tape), arguments.GetValue(seed));
                var plan = new FeedPlan
                {
                    Duplicates = arguments.GetValue(duplicates),
                    AbortedTransactions = arguments.GetValue(aborted),
                    OpenTransaction = arguments.GetValue(open),
                    Skip = SequencePlace.ParseAll(arguments.GetValue(skip) ?? []),
                    Rate = arguments.GetValue(rate),
                    Seed = arguments.GetValue(seed),
                };
                var sandbox = SandboxDescription.Read(StateOption.DirectoryOf(arguments.GetValue(state)));
                var session = new FeedSession(sandbox, arguments.GetValue(market) ?? TapeSource.MarketOf(arguments.GetRequiredValue(tape)), new FeederOptions
                {
                    BootstrapServers = sandbox.BootstrapServers,
                    Topic = sandbox.TradeTopic,
                    Format = arguments.GetValue(format),
                    Partitioning = arguments.GetValue(roundRobin) ? FeedPartitioning.RoundRobin : FeedPartitioning.ByInstrument,
                    Idempotent = !arguments.GetValue(plain),
                });
                return session.RunAsync(trades, plan, arguments.GetValue(endOfSession), cancellationToken);
            },
            cancellationToken));
        return command;
    }
}

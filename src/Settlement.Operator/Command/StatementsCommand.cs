using System.CommandLine;
using Settlement.Operator.Compute.Result;
using Settlement.Operator.Statements;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary><c>settlement statements</c>: what a settled day means for each participant, as files.</summary>
internal static class StatementsCommand
{
    /// <summary>Makes the command.</summary>
    public static CliCommand Create()
    {
        var input = new SettledInput();
        var result = new Option<string?>("--result") { HelpName = "FILE", Description = "JSON result of `settlement compute`, instead of a run in the ledger." };
        var folder = new Option<string>("--out") { HelpName = "DIR", Required = true, Description = "A new folder for the statements: PARTICIPANT.json and PARTICIPANT.csv." };
        var command = new CliCommand("statements", "Writes one statement per participant: positions, profit and loss, fees, margin, reserve and deliveries, with totals.") { folder, result };
        input.AddRunTo(command);
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(async () =>
        {
            var settled = arguments.GetValue(result) is { } file ? ResultFile.Read(file) : (await input.ReadAsync(arguments, cancellationToken).ConfigureAwait(false)).Result;
            var statements = ParticipantStatement.Of(settled);
            StatementFolder.Write(arguments.GetRequiredValue(folder), statements);
            Console.WriteLine($"{settled.Key}: {statements.Count} statements in {arguments.GetRequiredValue(folder)}");
        }));
        return command;
    }
}

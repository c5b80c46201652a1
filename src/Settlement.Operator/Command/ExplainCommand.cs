using System.CommandLine;
using System.Text.Json;
using Settlement.Operator.Compute;
using Settlement.Operator.Compute.Result;
using Settlement.Operator.Explain;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary><c>settlement explain</c>: how the figures of one account in one instrument come about.</summary>
internal static class ExplainCommand
{
    /// <summary>Makes the command.</summary>
    public static CliCommand Create()
    {
        var account = new Option<string>("--account") { HelpName = "PARTICIPANT/ACCOUNT", Required = true, Description = "The account." };
        var instrument = new Option<string>("--instrument") { HelpName = "SYMBOL", Required = true, Description = "The instrument." };
        var output = OutputOption.Create(OutputForm.Table);
        var command = new CliCommand(
            "explain",
            "Shows the figures of one account in one instrument with the trades and formulas that lead to them: of a day from files (--reference, as by compute), or of a run in the ledger (--market, as by verify).")
        {
            account, instrument, output,
        };
        var files = new DayInput(isAlternative: true);
        files.AddTo(command);
        var settled = new SettledInput(files.Run);
        settled.AddRunTo(command);
        settled.AddTradesTo(command);
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(async () =>
        {
            Task<Explanation> Explain(IDaySource source) =>
                Explanation.OfAsync(source, arguments.GetRequiredValue(account), arguments.GetRequiredValue(instrument), cancellationToken);

            Explanation explained;
            if (files.IsGiven(arguments))
            {
                explained = await files.UseAsync(arguments, Explain).ConfigureAwait(false);
            }
            else
            {
                var run = await settled.ReadAsync(arguments, cancellationToken).ConfigureAwait(false);
                explained = await settled.UseTradesAsync(arguments, run, Explain).ConfigureAwait(false);
            }

            if (arguments.GetValue(output) == OutputForm.Json)
                Console.WriteLine(JsonSerializer.Serialize(explained, ResultJson.Options));
            else
                ExplanationText.Write(Console.Out, explained);
        }));
        return command;
    }
}

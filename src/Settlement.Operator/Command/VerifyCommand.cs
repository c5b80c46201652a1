using System.Text.Json;
using Settlement.Operator.Compute.Result;
using Settlement.Operator.Verify;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary><c>settlement verify</c>: computes a settled run again and compares.</summary>
internal static class VerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static CliCommand Create()
    {
        var input = new SettledInput();
        var output = OutputOption.Create(OutputForm.Table);
        var command = new CliCommand("verify", "Computes a settled run again, from the trade topic below its barrier or from the trade store, and compares digest and rows with the ledger.") { output };
        input.AddRunTo(command);
        input.AddTradesTo(command);
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(async () =>
        {
            var run = await input.ReadAsync(arguments, cancellationToken).ConfigureAwait(false);
            var day = await input.UseTradesAsync(arguments, run, source => source.ComputeAsync(cancellationToken)).ConfigureAwait(false);
            var verification = Verification.Of(run.Result, day);
            if (arguments.GetValue(output) == OutputForm.Json)
                Console.WriteLine(JsonSerializer.Serialize(verification, ResultJson.Options));
            else
                VerificationText.Write(Console.Out, verification);
            return verification.Agrees ? ExitCode.Ok : ExitCode.Different;
        }));
        return command;
    }
}

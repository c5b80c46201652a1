using System.CommandLine;
using System.Text.Json;
using Settlement.Domain.Settle;
using Settlement.Operator.Compute.Result;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary><c>settlement compute</c>: a day's result from files, without Kafka, Kubernetes or a database.</summary>
internal static class ComputeCommand
{
    /// <summary>Makes the command.</summary>
    public static CliCommand Create()
    {
        var input = new DayInput();
        var output = OutputOption.Create(OutputForm.Json);
        var rows = new Option<string?>("--rows") { HelpName = "FILE", Description = "Where to write the canonical rows; their SHA-256 is the digest." };
        var command = new CliCommand("compute", "Settles a trading day from files of trades and prints the result, its digest and the gates. Needs nothing but the files.") { output, rows };
        input.AddTo(command);
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(async () =>
        {
            var day = await input.UseAsync(arguments, source => source.ComputeAsync(cancellationToken)).ConfigureAwait(false);
            if (arguments.GetValue(rows) is { } file && day.Outcome.Result is { } result)
                WriteRows(file, result);
            await PrintAsync(ResultDocument.Of(day), arguments.GetValue(output), cancellationToken).ConfigureAwait(false);
            return day.Outcome.Passed ? ExitCode.Ok : ExitCode.Blocked;
        }));
        return command;
    }

    private static async Task PrintAsync(ResultDocument document, OutputForm form, CancellationToken cancellationToken)
    {
        if (form == OutputForm.Table)
        {
            ResultTables.Write(Console.Out, document);
            return;
        }

        await using var stream = Console.OpenStandardOutput();
        await JsonSerializer.SerializeAsync(stream, document, ResultJson.Options, cancellationToken).ConfigureAwait(false);
        stream.WriteByte((byte)'\n');
    }

    private static void WriteRows(string file, SettlementResult result)
    {
        try
        {
            using var stream = File.Create(file);
            using var writer = new StreamBufferWriter(stream);
            CanonicalRows.Write(writer, result);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--rows: {file} cannot be written: {e.Message}", e);
        }
    }
}

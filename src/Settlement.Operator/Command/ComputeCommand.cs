using System.CommandLine;
using Settlement.Domain.Settle;
using Settlement.Operator.Compute.Result;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary><c>settlement compute</c>: a day's result from files, without Kafka, Kubernetes or a database.</summary>
internal static class ComputeCommand
{
    private const int OutputBuffer = 64 * 1024;

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
            Print(ResultDocument.Of(day), arguments.GetValue(output));
            return day.Outcome.Passed ? ExitCode.Ok : ExitCode.Blocked;
        }));
        return command;
    }

    private static void Print(ResultDocument document, OutputForm form)
    {
        // Each asynchronous write to the console would go through the thread pool, and its own writer would flush each line.
        using var stream = Console.OpenStandardOutput();
        if (form == OutputForm.Table)
        {
            using var text = new StreamWriter(stream, bufferSize: OutputBuffer);
            ResultTables.Write(text, document);
            return;
        }

        ResultJson.Write(stream, document);
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

using System.CommandLine;
using Settlement.Operator.Reference;
using Settlement.Postgres.Reference;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary><c>settlement reference load</c>: takes a market's reference file over.</summary>
internal static class ReferenceCommand
{
    /// <summary>Makes the command.</summary>
    public static CliCommand Create() => new("reference", "Instruments, accounts and openings of the markets.") { Load() };

    private static CliCommand Load()
    {
        var file = new Argument<string>("FILE") { Description = "The market's reference file (YAML); '-' reads it from the standard input." };
        var (ledger, patience) = (DatabaseOption.Ledger(), DatabasePatience.Option());
        var command = new CliCommand("load", "Checks a reference file and loads it into the ledger, all or nothing. Loading it again changes nothing.") { file, ledger.Option, patience };
        command.SetAction((arguments, cancellationToken) => CommandEnd.OfAsync(async () =>
        {
            await using var source = ledger.Open(arguments) ?? throw new UsageException("No ledger is given: use --ledger or set SETTLEMENT_LEDGER.");
            var name = arguments.GetRequiredValue(file);
            var content = Read(name);
            if (content.Market is not { } market)
                return await RefuseAsync(name, content.Problems).ConfigureAwait(false);

            var store = new ReferenceStore(source);
            var wait = new DatabasePatience(arguments.GetValue(patience), TimeProvider.System, Console.Error);
            if (content.IsClosingAlone)
            {
                var known = await wait.ForAsync(() => store.MarketAsync(market.Market, cancellationToken), cancellationToken).ConfigureAwait(false);
                if (content.ProblemsBeside(known) is { Count: > 0 } problems)
                    return await RefuseAsync(name, problems).ConfigureAwait(false);
            }

            var report = await wait.ForAsync(() => store.LoadAsync(market, cancellationToken), cancellationToken).ConfigureAwait(false);
            Print(market.Market, report);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static ReferenceFile Read(string name)
    {
        try
        {
            using var text = name == "-" ? Console.In : new StreamReader(name);
            return ReferenceFile.Read(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{name} cannot be read: {e.Message}", e);
        }
    }

    private static async Task<int> RefuseAsync(string name, IReadOnlyList<ReferenceProblem> problems)
    {
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync(problem.ToString(name)).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"{problems.Count} {(problems.Count == 1 ? "problem" : "problems")}; nothing is loaded.").ConfigureAwait(false);
        return ExitCode.BadInput;
    }

    private static void Print(string market, LoadReport report)
    {
        Console.WriteLine(report.IsUnchanged ? $"{market}: nothing changed" : $"{market}: loaded");
        foreach (var (what, changes) in report.All.Where(static c => c.Changes != Changes.None))
            Console.WriteLine($"  {what}: {changes.Inserted} inserted, {changes.Updated} updated, {changes.Removed} removed, {changes.Unchanged} unchanged");
    }
}

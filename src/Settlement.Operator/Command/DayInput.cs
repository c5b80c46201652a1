using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Settlement.Domain.Settle;
using Settlement.Operator.Compute;
using Settlement.Operator.Compute.Read;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary>The arguments that say what a day is computed from.</summary>
/// <param name="isAlternative">True where a command can do without: then nothing is demanded before it is used.</param>
internal sealed class DayInput(bool isAlternative = false)
{
    private readonly Option<string> _reference = new("--reference") { HelpName = "FILE", Required = !isAlternative, Description = "The market's reference file (YAML)." };
    private readonly Option<DateOnly?> _day = TradingDay("The trading day.", isRequired: true);
    private readonly Option<int?> _revision = Revision("Revision of the day; default 1.");
    private readonly Option<string?> _opening = new("--opening-from") { HelpName = "RESULT", Description = "JSON result of the day before: its closing is the opening. Default: the openings of the reference file." };
    private readonly Option<string?> _closing = new("--closing") { HelpName = "FILE", Description = "Closing data of the day (YAML). Default: those of the reference file, where they are for this day." };
    private readonly Option<InputFormat> _format = new("--format") { Description = "json (one object per line), protobuf (length-delimited), or auto: told apart by the first bytes.", DefaultValueFactory = _ => InputFormat.Auto };
    private readonly Argument<string[]> _files = new("FILES") { Description = "Files of trades, each a partition of its own; '-' is the standard input. None: a day without trades.", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>The trading day and revision, which other arguments of the same command share.</summary>
    public (Option<DateOnly?> Day, Option<int?> Revision) Run => (_day, _revision);

    /// <summary>True when a day from files is asked for.</summary>
    public bool IsGiven(ParseResult arguments) => arguments.GetValue(_reference) is not null;

    /// <summary>Adds them to a command.</summary>
    public void AddTo(CliCommand command)
    {
        foreach (var option in (Option[])[_reference, _day, _revision, _closing, _opening, _format])
            command.Add(option);
        command.Add(_files);
    }

    /// <summary>Works on the day that they ask for.</summary>
    /// <exception cref="ComputeException">The input is wrong.</exception>
    /// <exception cref="UsageException">The arguments are wrong, or a file cannot be read.</exception>
    public async Task<T> UseAsync<T>(ParseResult arguments, Func<IDaySource, Task<T>> work)
    {
        var (day, revision, paths) = (arguments.GetValue(_day)!.Value, arguments.GetValue(_revision) ?? 1, arguments.GetValue(_files) ?? []);
        if (paths.Count(static p => p == TradeFile.StandardInput) > 1)
            throw new UsageException("FILES: the standard input can be read once; '-' is there twice.");
        var basis = DayReference.Read(arguments.GetRequiredValue(_reference), arguments.GetValue(_closing), arguments.GetValue(_opening), day);
        TradeFile[] files = [.. paths.Select(p => TradeFile.Of(p, arguments.GetValue(_format)))];
        try
        {
            return await work(new DayComputation(new RunKey(basis.Reference.Market, day, revision), basis, files)).ConfigureAwait(false);
        }
        finally
        {
            foreach (var file in files)
                file.Dispose();
        }
    }

    /// <summary>The option for a trading day.</summary>
    public static Option<DateOnly?> TradingDay(string description, bool isRequired) =>
        new("--trading-day") { HelpName = "YYYY-MM-DD", Required = isRequired, Description = description, CustomParser = ParseDay };

    /// <summary>The option for a revision.</summary>
    public static Option<int?> Revision(string description)
    {
        var option = new Option<int?>("--revision") { HelpName = "N", Description = description };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && revision >= 1))
                result.AddError($"--revision: '{token.Value}' must be a whole number from 1.");
        });
        return option;
    }

    private static DateOnly? ParseDay(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        argument.AddError($"--trading-day: '{text}' is not a date such as 2013-10-08.");
        return null;
    }
}

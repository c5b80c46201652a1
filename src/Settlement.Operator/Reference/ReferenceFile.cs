using Settlement.Domain.Reference;
using YamlDotNet.Core;

namespace Settlement.Operator.Reference;

/// <summary>A market's reference file, read: what it says, or everything that is wrong with it.</summary>
/// <param name="Market">What it says, without instruments and accounts when it states closing data only; null when anything is wrong.</param>
/// <param name="Problems">Everything that is wrong, in the order of the file.</param>
internal sealed record ReferenceFile(MarketReference? Market, IReadOnlyList<ReferenceProblem> Problems)
{
    private static readonly string[] Sections = ["market", "holidays", "products", "instruments", "participants", "accounts", "openings", "closing"];

    /// <summary>True when it states closing data without the market that they are for.</summary>
    public bool IsClosingAlone => Market is { Instruments.Count: 0 };

    private YamlValue? Content { get; init; }

    /// <summary>Reads a file's text and checks all of it.</summary>
    public static ReferenceFile Read(TextReader text)
    {
        var problems = new ReferenceProblems();
        try
        {
            if (YamlReader.Read(text) is not { } content)
                problems.Add(1, "", "the file is empty; it must have market, instruments and accounts, or market and closing");
            else if (YamlFields.Of(content, "", problems, Sections) is { } fields)
                return new ReferenceFile(Read(fields, problems), problems.InOrder()) { Content = content };
        }
        catch (YamlException e)
        {
            // Without the file's structure nothing more can be said about what follows.
            problems.Add((int)e.Start.Line, "", e.InnerException?.Message ?? e.Message);
        }

        return new ReferenceFile(null, problems.InOrder());
    }

    /// <summary>What is wrong with closing data that came without their market, beside the market that the ledger or another file has.</summary>
    /// <param name="market">Its instruments and accounts; none when it is not known there.</param>
    public IReadOnlyList<ReferenceProblem> ProblemsBeside(MarketReference market)
    {
        var problems = new ReferenceProblems();
        if (!IsClosingAlone || YamlFields.Of(Content!, "", problems, Sections) is not { } file)
            return problems.InOrder();
        if (market.Instruments.Count == 0)
            file.Wrong("market", $"'{market.Market}' is not known; load its instruments and accounts first");
        else
            ClosingSection.Read(file, NamedFields.Of(market));
        return problems.InOrder();
    }

    private static MarketReference? Read(YamlFields file, ReferenceProblems problems)
    {
        var market = file.Text("market", "the market's MIC or own code");
        if (market is not null && !Names.IsValid(market))
            file.Wrong("market", $"'{market}' is not a name: {NameRule}");
        if (file.Find("closing") is not null && Sections[1..^1].All(name => file.Find(name) is null))
        {
            var only = ClosingSection.Read(file, new NamedFields(null, null));
            return problems.IsEmpty ? new MarketReference { Market = market!, Instruments = [], Accounts = [], Closing = only } : null;
        }

        var holidays = file.Days("holidays").ToList();
        var instruments = InstrumentSection.Read(file, problems);
        var (accounts, fees) = AccountSection.Read(file, instruments);
        var names = new NamedFields(instruments, accounts);
        var opening = OpeningSection.Read(file, names);
        var closing = ClosingSection.Read(file, names);
        if (!problems.IsEmpty)
            return null;
        var reference = new MarketReference
        {
            Market = market!,
            Instruments = [.. instruments.Values],
            Accounts = [.. accounts],
            Holidays = holidays,
            FeeOverrides = fees,
            Opening = opening,
            Closing = closing,
        };
        return Freezes(reference, file, problems) ? reference : null;
    }

    /// <summary>The last word is the freezing's own: what it refuses (a window on a night when clocks change) must not be loaded.</summary>
    private static bool Freezes(MarketReference reference, YamlFields file, ReferenceProblems problems)
    {
        try
        {
            reference.ThrowIfInvalid();
            return true;
        }
        catch (ReferenceException e)
        {
            foreach (var problem in e.Problems)
                file.Wrong(reference.Opening is null ? "instruments" : "openings", problem);
            return false;
        }
    }

    /// <summary>What a name may look like, for people.</summary>
    internal const string NameRule = "1 to 64 printable ASCII characters without blank, '|' and '/'";
}

using System.Globalization;

namespace Settlement.Sandbox.Demo.Report;

/// <summary>Something that must hold of a run.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Expected">What must be.</param>
/// <param name="Actual">What is.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record Expectation(string What, string Expected, string Actual, bool Holds)
{
    /// <summary>All expectations of a run.</summary>
    public static IReadOnlyList<Expectation> Of(DemoDay day, RunFacts facts)
    {
        var report = RunReport.Of(facts);
        var ledger = facts.Ledger;
        var price = ledger.Prices.FirstOrDefault(static price => price.Instrument == DemoDay.Instrument);
        List<Expectation> all =
        [
            Same("stage in the ledger", "Published", ledger.Stage),
            Same("phase in the status", "Published", report.Phase),
            Same("markers on the runs topic", 1, report.Markers),
            Same("digest of the marker", ledger.Digest, facts.Topics.Markers.Count > 0 ? facts.Topics.Markers[0] : null),
            Same("digest in the status", ledger.Digest, facts.Shown?.Digest),
            Same("source", "Feed", report.Source),
            Same("trades in the ledger", day.Trades, report.TradeCount),
            Same("trades in the status", day.Trades, facts.Shown?.TradeCount),
            Same("trades in the trade store", day.Trades, facts.StoredTrades),
            Same("trades of all instruments", day.Trades, ledger.Prices.Sum(static price => price.Trades)),
            Same("duplicates", day.Plan.Duplicates, report.Duplicates),
            Same("late trades", 0, ledger.Late),
            Same("busts", 0, report.Busts),
            Same($"settlement price of {DemoDay.Instrument}", day.Price, price?.Price),
            Same($"window VWAP of {DemoDay.Instrument}", day.Vwap, price?.Vwap),
            Same($"price tier of {DemoDay.Instrument}", "WindowVwap", price?.Tier),
            new("gates", "all passed", Gates(ledger.Gates), ledger.Gates.Count > 0 && ledger.Gates.All(static gate => gate.Passed)),
            Same("journal's debits less credits", 0m, ledger.JournalDifference),
            Same("profits and losses of all accounts together", 0m, ledger.Accounts.Sum(static account => account.Profit)),
            Same("prices on Kafka", ledger.Prices.Count, facts.Topics.Prices),
            Same("positions on Kafka", ledger.Positions, facts.Topics.Positions),
            Same("funds on Kafka", ledger.Funds, facts.Topics.Funds),
            Same("journal lines on Kafka", ledger.JournalLines, facts.Topics.JournalLines),
        ];
        all.AddRange(day.KillsLeader ? OfKill(ledger, report) : [Same("killed pods", 0, report.KilledPods.Count)]);
        if (day.Predecessor is not null)
        {
            all.Add(new Expectation("opening", "the closing of the day before", ledger.HasPredecessor ? "the closing of a predecessor" : "loaded", ledger.HasPredecessor));
            all.Add(Same("positions that open otherwise than they closed", 0, ledger.OpeningDifferences));
        }
        return all;
    }

    /// <inheritdoc/>
    public override string ToString() => Holds ? $"{What}: {Actual}" : $"{What}: expected {Expected}, found {Actual}";

    private static IEnumerable<Expectation> OfKill(LedgerFacts ledger, RunReport report)
    {
        yield return new Expectation("epochs", "2 or more", Text(ledger.Epochs.Count), ledger.Epochs.Count >= 2);
        yield return Same("killed pods", 1, report.KilledPods.Count);
        yield return new Expectation(
            "takeover", "measured", report.TakeoverMilliseconds is { } milliseconds ? $"{Text(milliseconds)} ms" : "not measured", report.TakeoverMilliseconds is not null);
    }

    private static string Gates(IReadOnlyList<GateReport> gates) =>
        gates.Count == 0 ? "none recorded"
        : gates.Any(static gate => !gate.Passed) ? $"refused by {string.Join(", ", gates.Where(static gate => !gate.Passed).Select(static gate => gate.Name))}"
        : $"{gates.Count} passed";

    private static Expectation Same<T>(string what, T? expected, object? actual) =>
        Compare(what, Text(expected), Text(actual));

    private static Expectation Compare(string what, string expected, string actual) => new(what, expected, actual, expected == actual);

    private static string Text(object? value) => value switch
    {
        null => "none",
        decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

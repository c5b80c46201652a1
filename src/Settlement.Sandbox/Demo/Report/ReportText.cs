using System.Globalization;
using System.Text;

namespace Settlement.Sandbox.Demo.Report;

/// <summary>The report for people.</summary>
internal static class ReportText
{
    /// <summary>Writes what has come of a run.</summary>
    public static string Of(DemoDay day, RunFacts facts, IReadOnlyList<Expectation> expectations)
    {
        var run = RunReport.Of(facts);
        var text = new StringBuilder();
        Line(text, $"{day.Run}: {run.Market}, trading day {run.TradingDay}, revision {run.Revision}");
        Line(text, $"  phase      {run.Phase} from {run.Source}, {run.Markers} marker on Kafka");
        Line(text, $"  digest     {run.Digest}");
        Line(text, $"  leader     {run.Leader}, epoch {run.Epoch}{Takeover(run)}");
        Line(text, $"  trades     {run.TradeCount:N0}, beside {run.Duplicates:N0} duplicates that were dropped; {run.Busts:N0} busts");
        Line(text, $"  gates      {run.Gates.Count(static gate => gate.Passed)} of {run.Gates.Count} passed: {string.Join(", ", run.Gates.Select(static gate => gate.Passed ? gate.Name : gate.Name + " FAILED"))}");
        if (facts.Ledger.Accounts is [var best, ..] and [.., var worst])
            Line(text, $"  accounts   {best.Account} gains {best.Profit:N2} {best.Currency}, {worst.Account} {worst.Profit:N2} {worst.Currency}; all {facts.Ledger.Accounts.Count} together {facts.Ledger.Accounts.Sum(static account => account.Profit):0.##}");
        Line(text, $"  {"prices",-10} {"settled",10}  {"by",-18} {"VWAP",14} {"trades",9} {"volume",9}");
        foreach (var price in run.Prices)
            Line(text, $"    {price.Instrument,-8} {price.Price,10}  {price.Tier,-18} {Vwap(price),14} {price.Trades,9:N0} {price.Volume,9:N0}");
        foreach (var failed in expectations.Where(static expectation => !expectation.Holds))
            Line(text, $"  FAILED     {failed}");
        Line(text, $"  checks     {expectations.Count(static expectation => expectation.Holds)} of {expectations.Count} hold");
        return text.ToString();
    }

    private static string Takeover(RunReport run) => run.TakeoverMilliseconds is { } milliseconds
        ? string.Create(CultureInfo.InvariantCulture, $"; it took over {milliseconds:0.#} ms after {string.Join(", ", run.KilledPods)} was killed")
        : "";

    private static string Vwap(PriceReport price) => price.Vwap?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

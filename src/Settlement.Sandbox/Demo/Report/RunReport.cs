using System.Text.Json.Serialization;

namespace Settlement.Sandbox.Demo.Report;

/// <summary>The file <c>report.json</c>.</summary>
/// <param name="Runs">One entry per run, in the order of the days.</param>
internal sealed record DemoReport(IReadOnlyList<RunReport> Runs);

/// <summary>What has come of a run: every value is read back after the fact.</summary>
/// <param name="Market">Market, from the ledger.</param>
/// <param name="TradingDay">Trading day, as yyyy-MM-dd, from the ledger.</param>
/// <param name="Revision">Revision, from the ledger.</param>
/// <param name="Phase">Phase, from the API server.</param>
/// <param name="Digest">Digest of the result, from the ledger.</param>
/// <param name="Source">Where the trades came from, from the ledger.</param>
/// <param name="Epoch">Highest epoch, from the ledger.</param>
/// <param name="Leader">Pod that claimed it, from the ledger.</param>
/// <param name="TradeCount">Trades in the result, from the ledger.</param>
/// <param name="Duplicates">Repeated records that were dropped, from the ledger.</param>
/// <param name="Busts">Busts in the result, from the ledger.</param>
/// <param name="Prices">Settlement prices, from the ledger.</param>
/// <param name="Gates">Checks before the commit, from the ledger.</param>
/// <param name="Markers">Records of the run that read-committed consumers of the runs topic see, from Kafka.</param>
/// <param name="TakeoverMilliseconds">From the kill of a leader (its event, from the API server) to the successor's epoch (from the ledger); null where no leader was killed.</param>
/// <param name="KilledPods">Pods of the run that were killed, from the API server's events.</param>
internal sealed record RunReport(
    string Market,
    string TradingDay,
    int Revision,
    string? Phase,
    string? Digest,
    string? Source,
    long Epoch,
    string Leader,
    long? TradeCount,
    long? Duplicates,
    long? Busts,
    IReadOnlyList<PriceReport> Prices,
    IReadOnlyList<GateReport> Gates,
    int Markers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] decimal? TakeoverMilliseconds,
    IReadOnlyList<string> KilledPods)
{
    private const long MicrosecondsPerTakeoverUnit = 1000;

    /// <summary>Composes the report of a run.</summary>
    public static RunReport Of(RunFacts facts) => new(
        facts.Ledger.Market,
        facts.Ledger.TradingDay,
        facts.Ledger.Revision,
        facts.Shown?.Phase,
        facts.Ledger.Digest,
        facts.Ledger.Source,
        facts.Ledger.Epoch,
        PodOf(facts.Ledger.Leader),
        facts.Ledger.TradeCount,
        facts.Ledger.Duplicates,
        facts.Ledger.Busts,
        facts.Ledger.Prices,
        facts.Ledger.Gates,
        facts.Topics.Markers.Count,
        Takeover(facts.Ledger.Epochs, facts.Kills),
        [.. facts.Kills.Select(static kill => kill.Pod).Distinct()]);

    /// <summary>The pod in a leader's identity, <c>pod/uid/random</c>.</summary>
    public static string PodOf(string leader) => leader.Split('/')[0];

    // A kill counts where its victim led: it held the last epoch claimed before. The next one ends the takeover.
    private static decimal? Takeover(IReadOnlyList<ClaimedEpoch> epochs, IReadOnlyList<Kill> kills)
    {
        foreach (var kill in kills.OrderBy(static kill => kill.At))
        {
            var led = epochs.LastOrDefault(epoch => epoch.ClaimedAt <= kill.At);
            var next = epochs.FirstOrDefault(epoch => epoch.ClaimedAt > kill.At);
            if (led is not null && next is not null && led.Leader.StartsWith($"{kill.Pod}/{kill.PodUid}/", StringComparison.Ordinal))
                return (decimal)(next.ClaimedAt - kill.At).Ticks / TimeSpan.TicksPerMicrosecond / MicrosecondsPerTakeoverUnit;
        }
        return null;
    }
}

/// <summary>A settlement price.</summary>
/// <param name="Instrument">Symbol.</param>
/// <param name="Price">The price.</param>
/// <param name="Tier">The rule that gave it.</param>
/// <param name="Vwap">The average that it rounds, cut to 6 decimals; null where the rule is no average.</param>
/// <param name="Trades">All trades of the day, those of zero quantity included.</param>
/// <param name="Volume">Their quantity.</param>
internal sealed record PriceReport(string Instrument, decimal Price, string Tier, decimal? Vwap, long Trades, decimal Volume);

/// <summary>A check before the commit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Passed">Whether it passed.</param>
internal sealed record GateReport(string Name, bool Passed);

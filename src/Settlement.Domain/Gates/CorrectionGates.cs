using Settlement.Domain.Book;
using Settlement.Domain.Reconcile;

namespace Settlement.Domain.Gates;

/// <summary>Gates on busts, and on what other sources say of the same day.</summary>
internal static class CorrectionGates
{
    private const int MaxIdsListed = 20;

    internal static GateResult BustsMatched(DayBook book)
    {
        if (book.HasOpenBusts)
            return new GateResult(Gate.BustsMatched, false, $"{book.Busts} busts have not been compared with the trades that they cancel");
        var repeated = book.RepeatedBusts > 0 ? $"; {book.RepeatedBusts} more repeat one of them" : "";
        return Evidence.Of(
            Gate.BustsMatched,
            $"{book.Busts} busts have taken {book.BustedTrades} trades out{repeated}",
            book.BustFindings.Select(Problem));
    }

    internal static GateResult Reconciled(DayBook book, Reconciliation? reconciliation)
    {
        if (book.IsOfStore)
            return new GateResult(Gate.Reconciled, true, "the day is read from the trade store itself");
        if (reconciliation is null)
            return new GateResult(Gate.Reconciled, true, "not asked for");
        var compared = $"the trade store below transaction {reconciliation.StoreBarrier}, which has no partitions";
        return reconciliation.Differences.Count == 0
            ? new GateResult(Gate.Reconciled, true, $"count, quantity and value of {book.Trades} trades and {book.Busts} busts are those of {compared}")
            : Evidence.Of(
                Gate.Reconciled,
                "",
                reconciliation.Differences.Select(static d => d.ToString())
                    .Append($"compared with {compared}")
                    .Concat(Missing(reconciliation.Missing)));
    }

    private static string Problem(BustFinding finding)
    {
        var bust = $"bust of trade {finding.TradeId} ({finding.Bust})";
        var trades = string.Join(" and ", finding.Trades.Take(3)) + (finding.Trades.Count > 3 ? " and more" : "");
        return finding.Problem switch
        {
            BustProblem.UnknownTrade => $"{bust}: no trade of the day has this id",
            BustProblem.OtherEconomics => $"{bust}: the trade of this id is {trades}",
            _ => $"{bust}: more than one trade of the day is exactly that",
        };
    }

    private static IEnumerable<string> Missing(MissingRecords? missing)
    {
        if (missing is null)
            yield break;
        if (missing.InFeed.Count > 0)
            yield return $"only in the feed: {Listed(missing.InFeed)}";
        if (missing.InStore.Count > 0)
            yield return $"only in the trade store: {Listed(missing.InStore)}";
        if (!missing.IsComplete)
            yield return "more records differ than can be listed";
    }

    private static string Listed(IReadOnlyList<string> ids) =>
        $"{ids.Count} ({string.Join(", ", ids.Take(MaxIdsListed))}{(ids.Count > MaxIdsListed ? ", …" : "")})";
}

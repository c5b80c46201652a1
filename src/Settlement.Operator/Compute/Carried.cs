using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Operator.Compute;

/// <summary>What a result carries into a later day: the same as the ledger carries.</summary>
internal static class Carried
{
    /// <summary>The opening that follows from a result.</summary>
    public static OpeningSet Into(DateOnly tradingDay, SettlementResult before)
    {
        var closing = PredecessorClosing.Of(before);
        return new OpeningSet(
            tradingDay,
            [.. closing.Rows.Select(static p => new CarriedPosition(p.Participant, p.Account, p.Instrument, p.Long, p.Short))],
            before.Prices.Where(static p => p.Price is not null).ToDictionary(static p => p.Instrument, static p => p.Price!.Value, StringComparer.Ordinal))
        {
            Funds = [.. closing.Funds.Select(static f => new CarriedFunds(f.Participant, f.Account, f.Currency, f.Reserve.ToDecimal(), f.Margin.ToDecimal()))],
        };
    }
}

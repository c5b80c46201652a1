using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Operator.Compute;

/// <summary>What a result carries into a later day: the same as the ledger carries.</summary>
internal static class Carried
{
    /// <summary>The opening that follows from a result.</summary>
    public static OpeningSet Into(DateOnly tradingDay, SettlementResult before) => new(
        tradingDay,
        [.. before.Positions.Where(static p => p.Closing != 0).Select(static p => new CarriedPosition(p.Participant, p.Account, p.Instrument, p.Closing))],
        before.Prices.ToDictionary(static p => p.Instrument, static p => p.Price, StringComparer.Ordinal));
}

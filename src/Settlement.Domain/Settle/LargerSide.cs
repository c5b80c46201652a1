using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>
/// Margin on the larger side only: over all contracts of a product that an account holds in a currency, the side with the greater margin is charged and the other is
/// not. Equal sides: the long one.
/// </summary>
internal static class LargerSide
{
    /// <summary>Takes the margin of smaller sides off; <paramref name="profits"/> are by account.</summary>
    internal static void Apply(ReferenceData reference, List<PositionProfit> profits)
    {
        if (!reference.Instruments.Any(IsLargerSide))
            return;
        var sums = new Dictionary<(string Product, string Currency), (Amount Long, Amount Short)>();
        for (var first = 0; first < profits.Count;)
        {
            var end = first;
            sums.Clear();
            for (; end < profits.Count && profits[end].Position.Account == profits[first].Position.Account; end++)
            {
                if (KeyOf(reference, profits[end]) is not { } key)
                    continue;
                var sum = sums.GetValueOrDefault(key);
                sums[key] = (sum.Long + profits[end].LongMargin, sum.Short + profits[end].ShortMargin);
            }

            for (; first < end; first++)
            {
                if (KeyOf(reference, profits[first]) is not { } key)
                    continue;
                profits[first] = sums[key].Long >= sums[key].Short
                    ? profits[first] with { ShortMargin = Amount.Zero }
                    : profits[first] with { LongMargin = Amount.Zero };
            }
        }
    }

    private static (string Product, string Currency)? KeyOf(ReferenceData reference, in PositionProfit profit)
    {
        var instrument = reference.Instruments[profit.Position.Instrument];
        return IsLargerSide(instrument) ? (instrument.Product, instrument.Currency) : null;
    }

    private static bool IsLargerSide(Instrument instrument) => instrument.Margin?.Basis == MarginBasis.LargerSide;
}

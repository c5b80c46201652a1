using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Trades;

/// <summary>The economics of a trade, which a bust repeats: everything that the settlement rests on, so equal terms have equal effects.</summary>
internal readonly record struct TradeTerms(
    int Instrument, int Buyer, int Seller, PositionEffect BuyerEffect, PositionEffect SellerEffect, long Price, long Quantity, long ExecutedAt) : IComparable<TradeTerms>
{
    internal static TradeTerms Of(in TradeRecord record) => new(
        record.Instrument, record.Buyer, record.Seller, record.BuyerEffect, record.SellerEffect, record.Price, record.Quantity, record.ExecutedAt);

    public int CompareTo(TradeTerms other) =>
        (Instrument, Buyer, Seller, BuyerEffect, SellerEffect, Price, Quantity).CompareTo(
            (other.Instrument, other.Buyer, other.Seller, other.BuyerEffect, other.SellerEffect, other.Price, other.Quantity)) is var order and not 0
            ? order
            : ExecutedAt.CompareTo(other.ExecutedAt);

    /// <summary>For people, as in <c>GCZ3: 2 at 1323.4, P01/A1 (Open) from P02/A1, executed 1381190400000000000</c>.</summary>
    internal string Describe(ReferenceData reference)
    {
        var instrument = reference.Instruments[Instrument];
        return FormattableString.Invariant(
            $"{instrument.Symbol}: {ScaledText.Format(Quantity, instrument.QuantityScale)} at {ScaledText.Format(Price, instrument.PriceScale)}, {reference.Accounts[Buyer]}{Effect(BuyerEffect)} from {reference.Accounts[Seller]}{Effect(SellerEffect)}, executed {ExecutedAt}");
    }

    private static string Effect(PositionEffect effect) => effect == PositionEffect.None ? "" : $" ({effect})";
}

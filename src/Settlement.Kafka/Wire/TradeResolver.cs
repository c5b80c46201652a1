using System.Text;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Kafka.Wire;

/// <summary>Turns a checked record into the Domain's: names to indexes, decimals to units. The same for both formats.</summary>
internal static class TradeResolver
{
    /// <summary>The fault, or null.</summary>
    internal static string? Resolve(in RawTrade raw, ReferenceData reference, ref TradeRecord record)
    {
        record = new TradeRecord
        {
            Sequence = raw.Sequence,
            Kind = raw.Kind,
            TradingDay = raw.TradingDay,
            Instrument = -1,
            Buyer = -1,
            Seller = -1,
        };
        if (raw.Kind == TradeKind.EndOfSession)
            return ResolveSession(raw, ref record);
        record.ExecutedAt = raw.ExecutedAt;
        record.BuyerEffect = raw.Buyer.Effect;
        record.SellerEffect = raw.Seller.Effect;
        TradeId.TryCreate(raw.TradeId, out record.TradeId);
        return raw.TradingDay == reference.TradingDay.DayNumber ? ResolveTrade(raw, reference, ref record) : null;
    }

    private static string? ResolveSession(in RawTrade raw, ref TradeRecord record)
    {
        record.Count = raw.Count;
        var outcome = RawDecimals.ToTotal(raw.Quantity, out record.TotalQuantity);
        if (outcome != ScaledOutcome.Ok)
            return Fault.Decimal("quantity", RawDecimals.ToText(raw.Quantity), outcome, Amount.Scale, "a total");
        return record.TotalQuantity < 0 ? Fault.Of("quantity", $"{RawDecimals.ToText(raw.Quantity)} is negative") : null;
    }

    private static string? ResolveTrade(in RawTrade raw, ReferenceData reference, ref TradeRecord record)
    {
        if (!reference.TryFindInstrument(raw.Instrument, out record.Instrument))
            return Fault.Unknown("instrument", Encoding.ASCII.GetString(raw.Instrument));
        var instrument = reference.Instruments[record.Instrument];
        var outcome = RawDecimals.ToScale(raw.Price, instrument.PriceScale, out record.Price);
        if (outcome != ScaledOutcome.Ok)
            return Fault.Decimal("price", RawDecimals.ToText(raw.Price), outcome, instrument.PriceScale, instrument.Symbol);
        outcome = RawDecimals.ToScale(raw.Quantity, instrument.QuantityScale, out record.Quantity);
        if (outcome != ScaledOutcome.Ok)
            return Fault.Decimal("quantity", RawDecimals.ToText(raw.Quantity), outcome, instrument.QuantityScale, instrument.Symbol);
        if (record.Quantity < 0)
            return Fault.Of("quantity", $"{RawDecimals.ToText(raw.Quantity)} is negative");
        return ResolveLeg("buyer", raw.Buyer, reference, out record.Buyer) ?? ResolveLeg("seller", raw.Seller, reference, out record.Seller);
    }

    private static string? ResolveLeg(string leg, in RawLeg raw, ReferenceData reference, out int account) =>
        reference.TryFindAccount(raw.Participant, raw.Account, out account)
            ? null
            : Fault.Unknown(leg, Encoding.ASCII.GetString(raw.Participant) + "/" + Encoding.ASCII.GetString(raw.Account));
}

using System.Text;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Tests.Support;

/// <summary>Makes records of the feed.</summary>
internal static class Records
{
    internal static TradeRecord Trade(
        long sequence, long price, long quantity, int buyer = 0, int seller = 1, int instrument = 0, long second = 500, string? id = null) => new()
        {
            Sequence = sequence,
            Kind = TradeKind.Trade,
            TradingDay = TestMarket.Day.DayNumber,
            Instrument = instrument,
            Buyer = buyer,
            Seller = seller,
            Price = price,
            Quantity = quantity,
            ExecutedAt = TestMarket.At(second),
            TradeId = Id(id ?? FormattableString.Invariant($"T{sequence}")),
        };

    /// <summary>The trade with what its legs do to the positions.</summary>
    internal static TradeRecord As(this TradeRecord trade, PositionEffect buyer, PositionEffect seller) => trade with { BuyerEffect = buyer, SellerEffect = seller };

    internal static TradeRecord Bust(long sequence, TradeRecord trade) => trade with { Sequence = sequence, Kind = TradeKind.Bust };

    internal static TradeRecord EndOfSession(long sequence, long count, Int128 quantity) => new()
    {
        Sequence = sequence,
        Kind = TradeKind.EndOfSession,
        TradingDay = TestMarket.Day.DayNumber,
        Instrument = -1,
        Count = count,
        TotalQuantity = quantity,
    };

    /// <summary>The end of session that is right for the trades and busts before it.</summary>
    internal static TradeRecord EndOfSession(ReferenceData reference, IReadOnlyCollection<TradeRecord> before) => EndOfSession(
        before.Count + 1,
        before.Count,
        before.Where(static r => r.Kind == TradeKind.Trade).Aggregate(
            Int128.Zero, (sum, r) => sum + (r.Quantity * PowerOfTen.Of(Amount.Scale - reference.Instruments[r.Instrument].QuantityScale))));

    internal static TradeId Id(string text) =>
        TradeId.TryCreate(Encoding.ASCII.GetBytes(text), out var id) ? id : throw new ArgumentException($"'{text}' is not a trade id");

    /// <summary>The record on another trading day.</summary>
    internal static TradeRecord OnDay(this TradeRecord record, int daysLater) => record with { TradingDay = record.TradingDay + daysLater };
}

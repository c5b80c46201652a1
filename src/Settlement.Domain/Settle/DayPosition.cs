using Settlement.Domain.Book;

namespace Settlement.Domain.Settle;

/// <summary>An account's day in an instrument: quantities in units of the quantity scale, values in units of price × quantity.</summary>
/// <param name="Account">Index of the account.</param>
/// <param name="Instrument">Index of the instrument.</param>
/// <param name="OpeningLong">Long quantity carried in.</param>
/// <param name="OpeningShort">Short quantity carried in.</param>
/// <param name="Bought">Quantity bought.</param>
/// <param name="Sold">Quantity sold.</param>
/// <param name="BoughtValue">Value of the buys.</param>
/// <param name="SoldValue">Value of the sells.</param>
/// <param name="Fees">Fees of the legs, in minor units of the currency.</param>
/// <param name="Sides">Long and short apart; null where positions are net.</param>
internal readonly record struct DayPosition(
    int Account,
    int Instrument,
    long OpeningLong,
    long OpeningShort,
    long Bought,
    long Sold,
    Int128 BoughtValue,
    Int128 SoldValue,
    long Fees = 0,
    DaySides? Sides = null)
{
    /// <summary>Net quantity carried in: long positive, short negative.</summary>
    internal long Opening => OpeningLong - OpeningShort;

    /// <summary>Net quantity at the end, opening + bought − sold; wide, for nothing has been checked yet.</summary>
    internal Int128 Closing => (Int128)OpeningLong - OpeningShort + Bought - Sold;

    /// <summary>Long quantity at the end; less than zero when more was closed than held.</summary>
    internal Int128 ClosingLong => Sides is null ? Int128.Max(Closing, 0) : (Int128)OpeningLong + Sides.Long.Opened.Quantity - Sides.Long.ClosedQuantity;

    /// <summary>Short quantity at the end; less than zero when more was closed than held.</summary>
    internal Int128 ClosingShort => Sides is null ? Int128.Max(-Closing, 0) : (Int128)OpeningShort + Sides.Short.Opened.Quantity - Sides.Short.ClosedQuantity;

    /// <summary>True when nothing was held, traded or charged.</summary>
    internal bool IsZero => Sides is not { IsZero: false } && this == new DayPosition(Account, Instrument, 0, 0, 0, 0, 0, 0, 0, Sides);
}

/// <summary>The two sides of a position that are kept apart.</summary>
internal sealed record DaySides(DaySide Long, DaySide Short)
{
    internal bool IsZero => Long.IsZero && Short.IsZero;

    internal static DaySides Of(in PositionSums sums, in ClosingSums closing) => new(
        Side(sums.BoughtQuantity, sums.BoughtValue, in closing.Bought, in closing.BoughtToday, in closing.Sold, in closing.SoldToday),
        Side(sums.SoldQuantity, sums.SoldValue, in closing.Sold, in closing.SoldToday, in closing.Bought, in closing.BoughtToday));

    /// <summary>Of the legs in the side's direction those opened it that closed nothing of the other side.</summary>
    private static DaySide Side(
        long quantity, Int128 value, in ClosingLegs otherClosed, in ClosingLegs otherClosedToday, in ClosingLegs closed, in ClosingLegs closedToday) => new(
            new Lot(quantity - otherClosed.Quantity - otherClosedToday.Quantity, value - otherClosed.Value - otherClosedToday.Value), closed, closedToday);
}

/// <summary>One side of a position: what opened it today, and the legs of the other direction that closed it.</summary>
internal sealed record DaySide(Lot Opened, ClosingLegs Closed, ClosingLegs ClosedToday)
{
    internal bool IsZero => Opened == default && Closed is { Quantity: 0, Value: var value } && value == 0 && ClosedToday is { Quantity: 0, Value: var today } && today == 0;

    internal Int128 ClosedQuantity => (Int128)Closed.Quantity + ClosedToday.Quantity;
}

using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>Trades with quantity that a volume-weighted price rests on, less the busted ones; value in units of price × quantity.</summary>
internal struct VwapSums
{
    internal Int128 Value;
    internal long Volume;
    internal long Trades;
}

/// <summary>
/// What the trades of the day say about one instrument: the evidence for its settlement price. Busted trades are taken out of the merged sums of all partitions.
/// </summary>
/// <remarks>
/// <see cref="GrossValue"/>, <see cref="GrossQuantity"/> and <see cref="Fees"/> add up the magnitudes of all trades. Every other sum of the
/// instrument, here and in the positions, is made of some of the same terms with one sign or the other, so it is never greater: one check of these three
/// proves that no sum overflows, before anything has changed.
/// </remarks>
internal sealed class InstrumentSums
{
    private readonly TimeWindow[] _windows;
    private readonly Int128 _valueLimit;
    private readonly string _symbol;

    internal InstrumentSums(Instrument instrument)
    {
        _symbol = instrument.Symbol;
        IsGross = instrument.Keeping != PositionKeeping.Net;
        _windows = [.. instrument.Tiers.SelectMany(static t => t.Watched)];
        // An amount of money must hold the sum of a million partitions.
        _valueLimit = (Int128.MaxValue >> 20) / instrument.Multiplier / PowerOfTen.Of(Amount.Scale - instrument.ValueScale);
        Windows = new VwapSums[_windows.Length];
        Last = [.. instrument.Tiers.Where(static t => t.Kind == PriceTierKind.LastTrade).Select(static t => new LastTrades(t))];
    }

    /// <summary>Trades, those of zero quantity included, less the busted ones.</summary>
    internal long Trades { get; private set; }

    /// <summary>Sum of the trades' quantities, the busted ones included.</summary>
    internal long TradedQuantity { get; private set; }

    internal long GrossQuantity { get; private set; }

    internal Int128 GrossValue { get; private set; }

    /// <summary>Fees of all legs, less those of busted trades, in minor units of the currency.</summary>
    internal long Fees { get; private set; }

    /// <summary>True when accounts keep long and short apart.</summary>
    internal bool IsGross { get; }

    /// <summary>The whole day.</summary>
    internal VwapSums Day { get; private set; }

    /// <summary>The windows that the instrument's tiers watch, in the tiers' order.</summary>
    internal VwapSums[] Windows { get; }

    /// <summary>The last trades for each tier that asks for them, in the tiers' order.</summary>
    internal LastTrades[] Last { get; }

    internal bool IsZero => Trades == 0 && GrossQuantity == 0 && TradedQuantity == 0;

    /// <summary>Throws when a trade would make a sum overflow; changes nothing.</summary>
    internal void ThrowIfTooLarge(in TradeRecord record, Int128 value, long buyerFee, long sellerFee)
    {
        if (record.Quantity > long.MaxValue - GrossQuantity || Int128.Abs(value) > _valueLimit - GrossValue || buyerFee > long.MaxValue - Fees - sellerFee)
            throw new OverflowException($"Instrument {_symbol}: with trade {record.TradeId} the day's quantity, value or fees exceed what the book can hold.");
    }

    /// <summary>Adds a trade, for which <see cref="ThrowIfTooLarge"/> has been asked, or takes a busted one out.</summary>
    internal void Apply(in TradeRecord record, Int128 value, long fees)
    {
        var sign = record.Kind == TradeKind.Bust ? -1 : 1;
        Trades += sign;
        if (record.Quantity == 0)
            return;
        Fees += sign * fees;
        var quantity = sign * record.Quantity;
        if (sign > 0)
        {
            GrossQuantity += record.Quantity;
            GrossValue += Int128.Abs(value);
            TradedQuantity += quantity;
        }
        else
        {
            value = -value;
        }

        Day = Sum(Day, value, quantity, sign);
        for (var i = 0; i < _windows.Length; i++)
        {
            if (_windows[i].Contains(record.ExecutedAt))
                Windows[i] = Sum(Windows[i], value, quantity, sign);
        }

        foreach (var last in Last)
            last.Apply(in record);
    }

    /// <summary>Adds the sums of another partition.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    internal void Add(InstrumentSums other)
    {
        Trades += other.Trades;
        TradedQuantity += other.TradedQuantity;
        GrossQuantity += other.GrossQuantity;
        GrossValue = checked(GrossValue + other.GrossValue);
        Fees += other.Fees;
        Day = Sum(Day, other.Day.Value, other.Day.Volume, other.Day.Trades);
        for (var i = 0; i < Windows.Length; i++)
            Windows[i] = Sum(Windows[i], other.Windows[i].Value, other.Windows[i].Volume, other.Windows[i].Trades);
        for (var i = 0; i < Last.Length; i++)
            Last[i].Marks.Add(other.Last[i].Marks);
    }

    internal void Write(ImageWriter writer)
    {
        writer.Long(Trades);
        writer.Long(TradedQuantity);
        writer.Long(GrossQuantity);
        writer.Wide(GrossValue);
        writer.Long(Fees);
        Write(writer, Day);
        foreach (var window in Windows)
            Write(writer, window);
        foreach (var last in Last)
            last.Marks.Write(writer);
    }

    internal void Read(ref ImageReader reader)
    {
        Trades = reader.Long();
        TradedQuantity = reader.NotNegative("a traded quantity");
        GrossQuantity = reader.NotNegative("a gross quantity");
        GrossValue = reader.Wide();
        ImageReader.Check(GrossValue >= 0 && GrossValue <= _valueLimit, "a gross value");
        Fees = reader.NotNegative("fees");
        Day = ReadSums(ref reader);
        for (var i = 0; i < Windows.Length; i++)
            Windows[i] = ReadSums(ref reader);
        foreach (var last in Last)
            last.Marks.Read(ref reader);
    }

    private static VwapSums Sum(VwapSums sums, Int128 value, long volume, long trades) => new()
    {
        Value = checked(sums.Value + value),
        Volume = sums.Volume + volume,
        Trades = sums.Trades + trades,
    };

    private static void Write(ImageWriter writer, VwapSums sums)
    {
        writer.Wide(sums.Value);
        writer.Long(sums.Volume);
        writer.Long(sums.Trades);
    }

    private static VwapSums ReadSums(ref ImageReader reader) => new() { Value = reader.Wide(), Volume = reader.Long(), Trades = reader.Long() };
}

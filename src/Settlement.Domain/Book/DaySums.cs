using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>All sums over trades and busts of one day: positions and price evidence. Adding is commutative, so order never matters.</summary>
internal sealed class DaySums(ReferenceData reference)
{
    private readonly InstrumentSums?[] _instruments = new InstrumentSums?[reference.Instruments.Count];
    private readonly int _accounts = reference.Accounts.Count;
    private readonly FeeMeter _fees = new(reference);

    internal PositionTable Positions { get; } = new(reference.Instruments);

    /// <summary>Evidence of an instrument; null when it was not traded.</summary>
    internal InstrumentSums? Of(int instrument) => _instruments[instrument];

    /// <summary>Sum of the trades' quantities, busted ones included, in units of 10^-10.</summary>
    internal Int128 TradedQuantity
    {
        get
        {
            Int128 sum = 0;
            for (var i = 0; i < _instruments.Length; i++)
                sum += (_instruments[i]?.TradedQuantity ?? 0) * PowerOfTen.Of(Amount.Scale - reference.Instruments[i].QuantityScale);
            return sum;
        }
    }

    /// <summary>Adds a trade, or takes one out that it was given before, as a record of kind <see cref="TradeKind.Bust"/>. All or nothing: whatever it throws, no sum has changed.</summary>
    /// <exception cref="ArgumentException">The record is not one that the reference data know.</exception>
    /// <exception cref="OverflowException">A sum would not fit.</exception>
    internal void Apply(in TradeRecord record)
    {
        ThrowIfUnknown(in record);
        var instrument = _instruments[record.Instrument] ??= new InstrumentSums(reference.Instruments[record.Instrument]);
        var value = Math.BigMul(record.Price, record.Quantity);
        var buyerFee = FeeOf(record.Buyer, record.BuyerEffect, in record, value);
        var sellerFee = FeeOf(record.Seller, record.SellerEffect, in record, value);
        if (record.Kind != TradeKind.Bust)
            instrument.ThrowIfTooLarge(in record, value, buyerFee, sellerFee);
        instrument.Apply(in record, value, buyerFee + sellerFee);
        if (record.Quantity == 0)
            return;
        var quantity = record.Quantity;
        if (record.Kind == TradeKind.Bust)
        {
            quantity = -quantity;
            value = -value;
            buyerFee = -buyerFee;
            sellerFee = -sellerFee;
        }

        var row = Positions.FindOrAdd(record.Buyer, record.Instrument);
        ref var buyer = ref Positions[row];
        buyer.BoughtQuantity += quantity;
        buyer.BoughtValue += value;
        buyer.Fees += buyerFee;
        if (instrument.IsGross && record.BuyerEffect >= PositionEffect.Close)
        {
            ref var closing = ref Positions.Closing(row);
            (record.BuyerEffect == PositionEffect.Close ? ref closing.Bought : ref closing.BoughtToday).Add(in record, quantity, value);
        }

        row = Positions.FindOrAdd(record.Seller, record.Instrument);
        ref var seller = ref Positions[row];
        seller.SoldQuantity += quantity;
        seller.SoldValue += value;
        seller.Fees += sellerFee;
        if (instrument.IsGross && record.SellerEffect >= PositionEffect.Close)
        {
            ref var closing = ref Positions.Closing(row);
            (record.SellerEffect == PositionEffect.Close ? ref closing.Sold : ref closing.SoldToday).Add(in record, quantity, value);
        }
    }

    /// <exception cref="ArgumentException">The record is not one that the reference data know.</exception>
    internal void ThrowIfUnknown(in TradeRecord record)
    {
        if (!IsIndex(record.Instrument, _instruments.Length) || !IsIndex(record.Buyer, _accounts) || !IsIndex(record.Seller, _accounts) || record.Quantity < 0)
            throw new ArgumentException($"Trade {record.TradeId}: instrument, buyer or seller is not an index of the reference data, or the quantity is negative.", nameof(record));
    }

    /// <summary>Adds the sums of another partition.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    internal void Add(DaySums other)
    {
        Positions.Add(other.Positions);
        for (var i = 0; i < _instruments.Length; i++)
        {
            if (other._instruments[i] is { } sums)
                (_instruments[i] ??= new InstrumentSums(reference.Instruments[i])).Add(sums);
        }
    }

    internal void Write(ImageWriter writer)
    {
        Positions.Write(writer);
        writer.Int(_instruments.Count(static i => i is { IsZero: false }));
        for (var i = 0; i < _instruments.Length; i++)
        {
            if (_instruments[i] is not { IsZero: false } sums)
                continue;
            writer.Int(i);
            sums.Write(writer);
        }
    }

    internal void Read(ref ImageReader reader)
    {
        Positions.Read(ref reader, reference.Accounts.Count);
        var count = reader.Count("number of instruments", sizeof(int));
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            var index = reader.Int();
            ImageReader.Check(index > last && index < _instruments.Length, "the index of an instrument");
            last = index;
            (_instruments[index] = new InstrumentSums(reference.Instruments[index])).Read(ref reader);
        }
    }

    private long FeeOf(int account, PositionEffect effect, in TradeRecord record, Int128 value)
    {
        try
        {
            return _fees.Of(account, record.Instrument, effect, value, record.Quantity);
        }
        catch (OverflowException)
        {
            throw new OverflowException($"Instrument {reference.Instruments[record.Instrument].Symbol}: the fee of trade {record.TradeId} exceeds what the book can hold.");
        }
    }

    private static bool IsIndex(int index, int count) => index >= 0 && index < count;
}

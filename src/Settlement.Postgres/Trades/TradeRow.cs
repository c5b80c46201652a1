using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;

namespace Settlement.Postgres.Trades;

/// <summary>Decodes one tuple of the binary COPY into a record, resolved against the frozen reference data. Allocates only for an error.</summary>
internal sealed class TradeRow(ReferenceData reference)
{
    /// <summary>The columns, in the order of the decoder.</summary>
    internal const string Columns = "kind, trade_id, instrument, price, quantity, executed_at, buyer_participant, buyer_account, buyer_effect, seller_participant, seller_account, seller_effect";

    private const int Count = 12;
    private readonly Range[] _fields = new Range[Count];
    private readonly int _tradingDay = reference.TradingDay.DayNumber;

    /// <summary>Bytes of the tuple at the start of the buffer; 0 when it is not complete yet, -1 at the end of the data.</summary>
    internal int Split(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length < 2)
            return 0;
        var count = BinaryPrimitives.ReadInt16BigEndian(buffer);
        if (count == -1)
            return -1;
        if (count != Count)
            throw new TradeStoreException($"The trade store answered with {count} columns instead of {Count}; run `settlement migrate` against it.");
        var at = 2;
        for (var i = 0; i < Count; i++)
        {
            if (buffer.Length < at + 4)
                return 0;
            var length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(buffer[at..]));
            at += 4;
            if (buffer.Length < at + length)
                return 0;
            _fields[i] = at..(at + length);
            at += length;
        }

        return at;
    }

    /// <summary>Decodes the tuple that was split last.</summary>
    internal void Decode(ReadOnlySpan<byte> tuple, long sequence, ref TradeRecord record)
    {
        record = default;
        record.Sequence = sequence;
        record.TradingDay = _tradingDay;
        record.Kind = tuple[_fields[0]].SequenceEqual("Bust"u8) ? TradeKind.Bust : TradeKind.Trade;
        if (!TradeId.TryCreate(tuple[_fields[1]], out record.TradeId))
            throw Error(tuple, $"the trade id is not 1 to {TradeId.MaxLength} printable ASCII characters");
        if (!reference.TryFindInstrument(tuple[_fields[2]], out record.Instrument))
            throw Error(tuple, $"instrument '{Text(tuple, 2)}' is not in the frozen reference data");
        var instrument = reference.Instruments[record.Instrument];
        record.Price = Number(tuple, 3, instrument.PriceScale, "price");
        record.Quantity = Number(tuple, 4, instrument.QuantityScale, "quantity");
        record.ExecutedAt = BinaryPrimitives.ReadInt64BigEndian(tuple[_fields[5]]);
        record.Buyer = Account(tuple, 6, "buyer");
        record.BuyerEffect = Effect(tuple[_fields[8]]);
        record.Seller = Account(tuple, 9, "seller");
        record.SellerEffect = Effect(tuple[_fields[11]]);
    }

    private long Number(ReadOnlySpan<byte> tuple, int field, int scale, string what) => NumericField.Read(tuple[_fields[field]], scale, out var units) switch
    {
        ScaledOutcome.Ok => units,
        ScaledOutcome.TooFine => throw Error(tuple, $"the {what} has more than the {scale} decimals of instrument {Text(tuple, 2)}"),
        ScaledOutcome.TooLarge => throw Error(tuple, $"the {what} does not fit into 64 bits with {scale} decimals"),
        _ => throw Error(tuple, $"the {what} is not a finite number"),
    };

    private int Account(ReadOnlySpan<byte> tuple, int field, string side) =>
        reference.TryFindAccount(tuple[_fields[field]], tuple[_fields[field + 1]], out var account)
            ? account
            : throw Error(tuple, $"the {side}'s account '{Text(tuple, field)}/{Text(tuple, field + 1)}' is not in the frozen reference data");

    private static PositionEffect Effect(ReadOnlySpan<byte> text) => text.Length switch
    {
        0 => PositionEffect.None,
        4 => PositionEffect.Open,
        5 => PositionEffect.Close,
        _ => PositionEffect.CloseToday,
    };

    private string Text(ReadOnlySpan<byte> tuple, int field) => Encoding.UTF8.GetString(tuple[_fields[field]]);

    private TradeStoreException Error(ReadOnlySpan<byte> tuple, string why) => new(string.Create(CultureInfo.InvariantCulture,
        $"Trade store, {Text(tuple, 0)} '{Text(tuple, 1)}' of {reference.Market} {reference.TradingDay:yyyy-MM-dd}: {why}. The day cannot be settled from the trade store until this is corrected."));
}

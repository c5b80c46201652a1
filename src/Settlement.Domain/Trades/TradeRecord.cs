using System.Runtime.CompilerServices;

namespace Settlement.Domain.Trades;

/// <summary>What a record of the feed says.</summary>
public enum TradeKind : byte
{
    /// <summary>A match: one buyer, one seller.</summary>
    Trade = 1,

    /// <summary>Cancels the trade of the same id and carries its economics.</summary>
    Bust = 2,

    /// <summary>The partition's last record of a trading day, with its control totals.</summary>
    EndOfSession = 3,
}

/// <summary>Whether a leg opens or closes a position, where the venue keeps long and short apart.</summary>
public enum PositionEffect : byte
{
    /// <summary>Not stated: the position is net.</summary>
    None = 0,

    /// <summary>Opens.</summary>
    Open = 1,

    /// <summary>Closes a carried position.</summary>
    Close = 2,

    /// <summary>Closes a position opened on the same trading day.</summary>
    CloseToday = 3,
}

/// <summary>
/// One decoded record of the trade feed, resolved against the run's frozen reference data. A value: decoding and
/// folding it allocates nothing. Both wire formats decode to the same record.
/// </summary>
public struct TradeRecord
{
    /// <summary>Number given by the venue's gateway: per partition and trading day, from 1, without gaps.</summary>
    public long Sequence;

    /// <summary>What the record says.</summary>
    public TradeKind Kind;

    /// <summary>Trading day as <see cref="DateOnly.DayNumber"/>; not the calendar date of the execution.</summary>
    public int TradingDay;

    /// <summary>Index of the instrument in the reference data; -1 for <see cref="TradeKind.EndOfSession"/>, and for other days.</summary>
    public int Instrument;

    /// <summary>Index of the buyer's account in the reference data.</summary>
    public int Buyer;

    /// <summary>Index of the seller's account in the reference data.</summary>
    public int Seller;

    /// <summary>Whether the buyer's leg opens or closes.</summary>
    public PositionEffect BuyerEffect;

    /// <summary>Whether the seller's leg opens or closes.</summary>
    public PositionEffect SellerEffect;

    /// <summary>Price in units of the instrument's price scale; may be negative (spreads, energy).</summary>
    public long Price;

    /// <summary>Quantity in units of the instrument's quantity scale; zero or more.</summary>
    public long Quantity;

    /// <summary>Execution time in nanoseconds since 1970-01-01 UTC.</summary>
    public long ExecutedAt;

    /// <summary>The venue's id of the match.</summary>
    public TradeId TradeId;

    /// <summary>For <see cref="TradeKind.EndOfSession"/>: trades and busts before it in its partition and trading day.</summary>
    public long Count;

    /// <summary>For <see cref="TradeKind.EndOfSession"/>: sum of the trades' quantities, in units of 10^-10 (<see cref="Money.Amount.Scale"/>).</summary>
    public Int128 TotalQuantity;
}

/// <summary>A trade id of 1 to 36 bytes of printable ASCII, held inline.</summary>
public struct TradeId : IEquatable<TradeId>, IComparable<TradeId>
{
    /// <summary>Longest id, in bytes: a UUID's text fits.</summary>
    public const int MaxLength = 36;

    private Bytes _bytes;
    private byte _length;

    /// <summary>Takes an id; false when it is empty, too long, or has a byte that is not printable ASCII.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> text, out TradeId id)
    {
        id = default;
        if (text.Length is 0 or > MaxLength || text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
            return false;
        text.CopyTo(id._bytes);
        id._length = (byte)text.Length;
        return true;
    }

    /// <summary>The id's bytes.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Span => ((ReadOnlySpan<byte>)_bytes)[.._length];

    /// <inheritdoc/>
    public readonly bool Equals(TradeId other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is TradeId other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Ordinal order of the bytes.</summary>
    public readonly int CompareTo(TradeId other) => Span.SequenceCompareTo(other.Span);

    /// <inheritdoc/>
    public override readonly string ToString() => System.Text.Encoding.ASCII.GetString(Span);

    /// <summary>Equal bytes.</summary>
    public static bool operator ==(TradeId left, TradeId right) => left.Equals(right);

    /// <summary>Other bytes.</summary>
    public static bool operator !=(TradeId left, TradeId right) => !left.Equals(right);

    /// <summary>Ordinal order.</summary>
    public static bool operator <(TradeId left, TradeId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(TradeId left, TradeId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(TradeId left, TradeId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(TradeId left, TradeId right) => left.CompareTo(right) >= 0;

    [InlineArray(MaxLength)]
    private struct Bytes
    {
        private byte _first;
    }
}

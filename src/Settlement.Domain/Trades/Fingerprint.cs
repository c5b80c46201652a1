using System.Buffers.Binary;

namespace Settlement.Domain.Trades;

/// <summary>
/// A 64-bit hash of a record's content, equal in both wire formats and in every process. Two records that share a
/// sequence number are the same record when their fingerprints agree, else they are in conflict.
/// </summary>
public static class Fingerprint
{
    private const ulong Seed = 0x9E3779B97F4A7C15;

    /// <summary>Hash of everything the record says, its sequence number included.</summary>
    public static ulong Of(in TradeRecord record)
    {
        // Only bits matter here: negative numbers, -1 for "no instrument" too, must not be refused.
        unchecked
        {
            var hash = Mix(Seed, (ulong)record.Sequence);
            hash = Mix(hash, ((ulong)record.Kind << 40) | (uint)record.TradingDay);
            if (record.Kind == TradeKind.EndOfSession)
            {
                hash = Mix(hash, (ulong)record.Count);
                return Mix(Mix(hash, (ulong)record.TotalQuantity), (ulong)(record.TotalQuantity >> 64));
            }

            hash = Mix(hash, ((ulong)(uint)record.Instrument << 16) | ((ulong)record.BuyerEffect << 8) | (ulong)record.SellerEffect);
            hash = Mix(hash, ((ulong)(uint)record.Buyer << 32) | (uint)record.Seller);
            hash = Mix(hash, (ulong)record.Price);
            hash = Mix(hash, (ulong)record.Quantity);
            hash = Mix(hash, (ulong)record.ExecutedAt);
            return Mix(hash, record.TradeId.Span);
        }
    }

    /// <summary>Hash of bytes.</summary>
    internal static ulong Of(ReadOnlySpan<byte> bytes) => Mix(Seed, bytes);

    private static ulong Mix(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Mix(hash, (ulong)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        ulong tail = 0;
        foreach (var b in bytes)
            tail = (tail << 8) | b;
        return Mix(hash, tail);
    }

    /// <summary>A hash with a value taken in, by one multiplication.</summary>
    internal static ulong Mix(ulong hash, ulong value)
    {
        var high = Math.BigMul(hash ^ value ^ 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, out var low);
        return high ^ low ^ unchecked(hash + Seed);
    }
}

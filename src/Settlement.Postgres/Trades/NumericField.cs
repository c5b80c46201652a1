using System.Buffers.Binary;
using Settlement.Domain.Money;

namespace Settlement.Postgres.Trades;

/// <summary>
/// Reads the wire form of <c>numeric</c> straight into scaled units: exact, without a detour over a decimal and its 28 digits, and without
/// allocating. The wire form: number of digits, weight of the first, sign, display scale, then digits of base 10,000, all big-endian 16 bits.
/// </summary>
internal static class NumericField
{
    private const ushort Positive = 0x0000;
    private const ushort Negative = 0x4000;

    internal static ScaledOutcome Read(ReadOnlySpan<byte> field, int scale, out long units)
    {
        units = 0;
        var count = BinaryPrimitives.ReadInt16BigEndian(field);
        var weight = BinaryPrimitives.ReadInt16BigEndian(field[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(field[4..]);
        if (sign is not (Positive or Negative))
            return ScaledOutcome.NotANumber;
        Int128 magnitude = 0;
        for (var i = 0; i < count; i++)
        {
            int digit = BinaryPrimitives.ReadInt16BigEndian(field[(8 + (2 * i))..]);
            if (digit == 0)
                continue;
            var exponent = (4 * (weight - i)) + scale;
            if (exponent > 22)
                return ScaledOutcome.TooLarge;
            if (exponent >= 0)
            {
                magnitude += digit * PowerOfTen.Of(exponent);
                continue;
            }

            if (exponent <= -4 || digit % (int)PowerOfTen.Of(-exponent) != 0)
                return ScaledOutcome.TooFine;
            magnitude += digit / (int)PowerOfTen.Of(-exponent);
        }

        if (magnitude > long.MaxValue)
            return ScaledOutcome.TooLarge;
        units = sign == Negative ? -(long)magnitude : (long)magnitude;
        return ScaledOutcome.Ok;
    }
}

using System.Buffers.Binary;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Settlement.Sandbox.Kafka.Wire;

/// <summary>The checksum of record batches (Castagnoli), by the processor's own instruction where it has one.</summary>
internal static class Crc32C
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        if (Sse42.X64.IsSupported)
        {
            ulong wide = crc;
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                wide = Sse42.X64.Crc32(wide, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            }

            crc = (uint)wide;
            foreach (var part in bytes)
            {
                crc = Sse42.Crc32(crc, part);
            }

            return ~crc;
        }

        if (Crc32.Arm64.IsSupported)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                crc = Crc32.Arm64.ComputeCrc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            }

            foreach (var part in bytes)
            {
                crc = Crc32.ComputeCrc32C(crc, part);
            }

            return ~crc;
        }

        return BySoftware(bytes);
    }

    /// <summary>The same without the processor's help.</summary>
    public static uint BySoftware(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var part in bytes)
        {
            crc = (crc >> 8) ^ Table[(byte)(crc ^ part)];
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0x82f63b78;
            }

            table[i] = value;
        }

        return table;
    }
}

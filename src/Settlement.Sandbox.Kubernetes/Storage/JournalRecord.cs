using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Storage;

/// <summary>One write in a journal: its length, a checksum, the version, the four parts of the key, and the object; without an object it was removed.</summary>
/// <param name="Key">Where.</param>
/// <param name="Version">The version of the write.</param>
/// <param name="Utf8">The object; empty when it was removed.</param>
internal readonly record struct JournalRecord(ObjectKey Key, long Version, ReadOnlyMemory<byte> Utf8)
{
    private const int HeadBytes = 8;

    /// <summary>Greater than any object that a request can bring.</summary>
    private const int LargestBody = 64 << 20;

    public void WriteTo(ArrayBufferWriter<byte> buffer)
    {
        var head = buffer.WrittenCount;
        buffer.Advance(Clear(buffer.GetSpan(HeadBytes)));
        BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(8), Version);
        buffer.Advance(8);
        foreach (var part in (ReadOnlySpan<string>)[Key.Resource.Group, Key.Resource.Resource, Key.Namespace, Key.Name])
        {
            var length = Encoding.UTF8.GetByteCount(part);
            BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), checked((ushort)length));
            buffer.Advance(2);
            Kubernetes.Utf8.Write(buffer, part);
        }

        buffer.Write(Utf8.Span);
        var record = System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory)[head..].Span;
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(record[HeadBytes..]));
    }

    /// <summary>Reads the record at the beginning of the bytes.</summary>
    /// <returns>How many bytes it took; 0 if none is there that is whole.</returns>
    public static int TryRead(ReadOnlyMemory<byte> bytes, out JournalRecord record)
    {
        record = default;
        if (bytes.Length < HeadBytes)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        if (length is < 16 or > LargestBody || bytes.Length - HeadBytes < length)
        {
            return 0;
        }

        var body = bytes.Slice(HeadBytes, length);
        if (Checksum(body.Span) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]))
        {
            return 0;
        }

        var version = BinaryPrimitives.ReadInt64LittleEndian(body.Span);
        var at = 8;
        var key = new ObjectKey(new GroupResource(Part(body, ref at), Part(body, ref at)), Part(body, ref at), Part(body, ref at));
        record = new JournalRecord(key, version, body[at..]);
        return HeadBytes + length;
    }

    private static string Part(ReadOnlyMemory<byte> body, ref int at)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(body.Span[at..]);
        var text = Encoding.UTF8.GetString(body.Span.Slice(at + 2, length));
        at += 2 + length;
        return text;
    }

    private static int Clear(Span<byte> head)
    {
        head[..HeadBytes].Clear();
        return HeadBytes;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return ~sum;
    }
}

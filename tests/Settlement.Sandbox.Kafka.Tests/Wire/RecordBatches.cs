using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Settlement.KafkaSuite.Wire;

/// <summary>What a batch's header says, and its records where they are not compressed.</summary>
internal sealed record RecordBatch(
    long BaseOffset, short Attributes, int LastOffsetDelta, long BaseTimestamp, long MaxTimestamp, long ProducerId, short Epoch, int BaseSequence, bool CrcValid, byte[] Records)
{
    public bool IsControl => (Attributes & 0x20) != 0;

    public bool IsTransactional => (Attributes & 0x10) != 0;

    /// <summary>Keys and values of the records.</summary>
    public IReadOnlyList<(byte[] Key, byte[] Value)> Contents()
    {
        var reader = new WireReader(Records);
        List<(byte[], byte[])> contents = [];
        while (reader.Remaining > 0)
        {
            reader.Varlong();
            reader.Int8();
            reader.Varlong();
            reader.Varlong();
            contents.Add((Field(reader), Field(reader)));
            Assert.Equal(0, reader.Varlong());
        }
        return contents;
    }

    /// <summary>The values as texts.</summary>
    public IEnumerable<string> Texts() => Contents().Select(c => Encoding.UTF8.GetString(c.Value));

    private static byte[] Field(WireReader reader) => reader.Take((int)Math.Max(0, reader.Varlong())).ToArray();
}

/// <summary>Record batches of format 2, written and read here without the broker's own code.</summary>
internal static class RecordBatches
{
    private const int HeaderSize = 61;
    private const int CrcStart = 21;

    /// <summary>A batch as an idempotent or transactional producer sends it; producer id -1: neither.</summary>
    public static byte[] Encode(long producerId, short epoch, int baseSequence, bool transactional, long timestamp, params string[] texts)
    {
        var records = new WireWriter();
        for (var i = 0; i < texts.Length; i++)
        {
            var record = new WireWriter().Int8(0).Varlong(0).Varlong(i).Varlong(-1);
            var value = Encoding.UTF8.GetBytes(texts[i]);
            record.Varlong(value.Length).Raw(value).Varlong(0);
            records.Varlong(record.Written.Length).Raw(record.Written.Span);
        }
        var batch = new WireWriter().Int64(0).Int32(HeaderSize - 12 + records.Written.Length).Int32(-1).Int8(2).Int32(0).Int16(transactional ? 0x10 : 0)
            .Int32(texts.Length - 1).Int64(timestamp).Int64(timestamp).Int64(producerId).Int16(epoch).Int32(baseSequence).Int32(texts.Length)
            .Raw(records.Written.Span).Written.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), Crc32C(batch.AsSpan(CrcStart)));
        return batch;
    }

    /// <summary>All whole batches of a fetched record set.</summary>
    public static IReadOnlyList<RecordBatch> Decode(byte[] set)
    {
        List<RecordBatch> batches = [];
        for (var at = 0; at + HeaderSize <= set.Length;)
        {
            var size = 12 + BinaryPrimitives.ReadInt32BigEndian(set.AsSpan(at + 8));
            if (at + size > set.Length)
                break;
            var batch = set.AsSpan(at, size);
            Assert.Equal(2, batch[16]);
            batches.Add(new RecordBatch(
                BinaryPrimitives.ReadInt64BigEndian(batch),
                BinaryPrimitives.ReadInt16BigEndian(batch[21..]),
                BinaryPrimitives.ReadInt32BigEndian(batch[23..]),
                BinaryPrimitives.ReadInt64BigEndian(batch[27..]),
                BinaryPrimitives.ReadInt64BigEndian(batch[35..]),
                BinaryPrimitives.ReadInt64BigEndian(batch[43..]),
                BinaryPrimitives.ReadInt16BigEndian(batch[51..]),
                BinaryPrimitives.ReadInt32BigEndian(batch[53..]),
                BinaryPrimitives.ReadUInt32BigEndian(batch[17..]) == Crc32C(batch[CrcStart..]),
                batch[HeaderSize..].ToArray()));
            at += size;
        }
        return batches;
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

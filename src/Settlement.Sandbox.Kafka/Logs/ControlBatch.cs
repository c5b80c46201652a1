using System.Buffers.Binary;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>The batch with one marker that ends a transaction in a partition.</summary>
internal static class ControlBatch
{
    public static byte[] Marker(long producerId, short producerEpoch, bool commit, DateTimeOffset now)
    {
        // One record: length, attributes, time and offset deltas, a key of 4 bytes, a value of 6, no headers.
        byte[] record = [32, 0, 0, 0, 8, 0, 0, 0, (byte)(commit ? 1 : 0), 12, 0, 0, 0, 0, 0, 0, 0];
        var batch = new byte[RecordBatch.HeaderBytes + record.Length];
        var span = batch.AsSpan();
        BinaryPrimitives.WriteInt32BigEndian(span[8..], batch.Length - RecordBatch.LengthOffset);
        span[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(span[21..], 0x30);
        BinaryPrimitives.WriteInt64BigEndian(span[27..], now.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(span[35..], now.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(span[43..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(span[51..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(span[53..], -1);
        BinaryPrimitives.WriteInt32BigEndian(span[57..], 1);
        record.CopyTo(span[RecordBatch.HeaderBytes..]);
        BinaryPrimitives.WriteUInt32BigEndian(span[17..], Crc32C.Of(span[RecordBatch.ChecksumFrom..]));
        return batch;
    }
}

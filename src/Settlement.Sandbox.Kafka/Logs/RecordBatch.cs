using System.Buffers.Binary;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>The header of a record batch (format 2). The records stay opaque.</summary>
internal readonly ref struct RecordBatch(ReadOnlySpan<byte> bytes)
{
    public const int HeaderBytes = 61;
    public const int LengthOffset = 12;
    public const int ChecksumFrom = 21;
    private const short TransactionalBit = 0x10;
    private const short ControlBit = 0x20;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Length => BinaryPrimitives.ReadInt32BigEndian(Bytes[8..]);

    public byte Magic => Bytes[16];

    public uint Checksum => BinaryPrimitives.ReadUInt32BigEndian(Bytes[17..]);

    public short Attributes => BinaryPrimitives.ReadInt16BigEndian(Bytes[21..]);

    public int LastOffsetDelta => BinaryPrimitives.ReadInt32BigEndian(Bytes[23..]);

    public long BaseTimestamp => BinaryPrimitives.ReadInt64BigEndian(Bytes[27..]);

    public long MaxTimestamp => BinaryPrimitives.ReadInt64BigEndian(Bytes[35..]);

    public long ProducerId => BinaryPrimitives.ReadInt64BigEndian(Bytes[43..]);

    public short ProducerEpoch => BinaryPrimitives.ReadInt16BigEndian(Bytes[51..]);

    public int BaseSequence => BinaryPrimitives.ReadInt32BigEndian(Bytes[53..]);

    public int Count => BinaryPrimitives.ReadInt32BigEndian(Bytes[57..]);

    public bool IsTransactional => (Attributes & TransactionalBit) != 0;

    public bool IsControl => (Attributes & ControlBit) != 0;

    public bool IsCompressed => (Attributes & 7) != 0;

    public int LastSequence => Sequences.Plus(BaseSequence, LastOffsetDelta);

    /// <summary>What a client's batch must fulfil before anything else is asked of it.</summary>
    public static ErrorCode Check(ReadOnlySpan<byte> bytes, int bytesMax)
    {
        if (bytes.Length < HeaderBytes)
        {
            return ErrorCode.CorruptMessage;
        }

        var batch = new RecordBatch(bytes);
        if (batch.Magic != 2)
        {
            return ErrorCode.InvalidRecord;
        }

        if (batch.Length < HeaderBytes - LengthOffset || batch.Length > bytes.Length - LengthOffset || batch.Checksum != Crc32C.Of(bytes[ChecksumFrom..(batch.Length + LengthOffset)]))
        {
            return ErrorCode.CorruptMessage;
        }

        if (batch.Length != bytes.Length - LengthOffset || batch.IsControl || batch.Count <= 0 || batch.LastOffsetDelta != batch.Count - 1 || (batch.Attributes & 7) > 4
            || (batch.ProducerId >= 0 && (batch.BaseSequence < 0 || batch.ProducerEpoch < 0)) || (batch.IsTransactional && batch.ProducerId < 0))
        {
            return ErrorCode.InvalidRecord;
        }

        return bytes.Length > bytesMax ? ErrorCode.MessageTooLarge : ErrorCode.None;
    }
}

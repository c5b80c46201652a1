using System.Text;

namespace Settlement.Kafka.Wire;

/// <summary>Writes Protobuf's wire format. As proto3 wants it, scalars of zero and empty texts are left out.</summary>
internal sealed class ProtobufWriter
{
    private readonly List<byte> _bytes = [];

    internal void WriteVarint(uint number, ulong value)
    {
        if (value == 0)
            return;
        Append((number << 3) | (uint)WireType.Varint);
        Append(value);
    }

    internal void WriteText(uint number, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            WriteBytes(number, Encoding.UTF8.GetBytes(text));
    }

    internal void WriteMessage(uint number, ProtobufWriter message) => WriteBytes(number, message.ToArray());

    internal byte[] ToArray() => [.. _bytes];

    private void WriteBytes(uint number, byte[] bytes)
    {
        Append((number << 3) | (uint)WireType.LengthDelimited);
        Append((ulong)bytes.Length);
        _bytes.AddRange(bytes);
    }

    private void Append(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)((value & 0x7F) | 0x80));
        _bytes.Add((byte)value);
    }
}

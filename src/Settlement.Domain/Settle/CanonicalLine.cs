using System.Buffers;
using System.Text;
using Settlement.Domain.Money;

namespace Settlement.Domain.Settle;

/// <summary>Writes one canonical line after the other, field by field.</summary>
internal sealed class CanonicalLine(IBufferWriter<byte> writer)
{
    private bool _started;

    internal CanonicalLine Text(string value)
    {
        Separate();
        Encoding.UTF8.GetBytes(value, writer);
        return this;
    }

    internal CanonicalLine Number(long value) => Scaled(value, 0);

    internal CanonicalLine Number(long? value) => value is { } number ? Number(number) : Text("");

    internal CanonicalLine Number(decimal? value) => value is { } number ? Number(number) : Text("");

    internal CanonicalLine Number(Amount value) => Scaled(value.Units, Amount.Scale);

    internal CanonicalLine Number(decimal value)
    {
        Separate();
        writer.Advance(ScaledText.Format(value, writer.GetSpan(ScaledText.MaxLength)));
        return this;
    }

    internal void End()
    {
        Put((byte)'\n');
        _started = false;
    }

    private CanonicalLine Scaled(Int128 units, int scale)
    {
        Separate();
        writer.Advance(ScaledText.Format(units, scale, writer.GetSpan(ScaledText.MaxLength)));
        return this;
    }

    private void Separate()
    {
        if (_started)
            Put((byte)'|');
        _started = true;
    }

    private void Put(byte value)
    {
        writer.GetSpan(1)[0] = value;
        writer.Advance(1);
    }
}

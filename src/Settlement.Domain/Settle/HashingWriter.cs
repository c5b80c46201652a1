using System.Buffers;
using System.Security.Cryptography;

namespace Settlement.Domain.Settle;

/// <summary>SHA-256 over whatever is written to it, in bounded memory.</summary>
internal sealed class HashingWriter : IBufferWriter<byte>, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _length < Math.Max(sizeHint, 1))
            Flush(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose() => _hash.Dispose();

    internal string Digest()
    {
        Flush(0);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    private void Flush(int sizeHint)
    {
        _hash.AppendData(_buffer, 0, _length);
        _length = 0;
        if (sizeHint > _buffer.Length)
            _buffer = new byte[sizeHint];
    }
}

namespace Settlement.Operator.Compute.Read;

/// <summary>A stream whose first bytes were taken to look at them, whole again. Owns the stream.</summary>
internal sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _head = head;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_head.IsEmpty)
            return rest.Read(buffer, offset, count);
        var length = Math.Min(count, _head.Length);
        _head.Span[..length].CopyTo(buffer.AsSpan(offset));
        _head = _head[length..];
        return length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}

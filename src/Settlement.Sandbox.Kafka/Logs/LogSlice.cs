namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>A run of batches that was read.</summary>
internal sealed class LogSlice
{
    public List<ArraySegment<byte>> Pieces { get; } = [];

    public int Bytes { get; set; }

    /// <summary>The offset after the last record, or 0 if there is none.</summary>
    public long EndOffset { get; set; }

    public void Add(Segment segment, int position, int length)
    {
        if (length > 0)
        {
            Pieces.Add(segment.Slice(position, length));
        }
    }
}

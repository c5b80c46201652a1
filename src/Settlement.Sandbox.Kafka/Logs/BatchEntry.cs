namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>Where a batch lies, and what is asked about it without reading it.</summary>
internal readonly record struct BatchEntry(long BaseOffset, int LastOffsetDelta, int Position, int Length, long MaxTimestamp)
{
    public long LastOffset => BaseOffset + LastOffsetDelta;
}

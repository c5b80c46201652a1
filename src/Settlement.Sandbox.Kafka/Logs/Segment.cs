namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>A piece of memory with batches one after the other. What is written does not change any more, so it is sent without a copy.</summary>
internal sealed class Segment(int size)
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(size);
    private int _used;

    public List<BatchEntry> Batches { get; } = [];

    public int Free => _buffer.Length - _used;

    public long LastOffset => Batches[^1].LastOffset;

    public int Allocated => _buffer.Length;

    public Span<byte> Add(ReadOnlySpan<byte> batch, Func<int, BatchEntry> entry)
    {
        var place = _buffer.AsSpan(_used, batch.Length);
        batch.CopyTo(place);
        Batches.Add(entry(_used));
        _used += batch.Length;
        return place;
    }

    public ArraySegment<byte> Slice(int position, int length) => new(_buffer, position, length);

    /// <summary>The index of the first batch that ends at the offset or later.</summary>
    public int IndexOf(long offset)
    {
        var (low, high) = (0, Batches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Batches[middle].LastOffset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Data;

/// <summary>What a consumer wants to read, and how long it waits for it.</summary>
internal sealed record FetchBody(TimeSpan MaxWait, int MinBytes, int MaxBytes, bool CommittedOnly, int SessionId, List<PerTopic<FetchPartition>> Topics)
{
    public static FetchBody Read(WireReader reader, short version)
    {
        reader.Int32();
        var wait = reader.Int32();
        var minBytes = reader.Int32();
        var maxBytes = reader.Int32();
        var isolation = reader.Int8();
        var sessionId = version >= 7 ? reader.Int32() : 0;
        if (version >= 7)
        {
            reader.Int32();
        }

        var topics = reader.ByTopic(partition => ReadPartition(partition, version));
        if (version >= 7)
        {
            reader.ByTopic(static partition => partition.Int32());
        }

        if (version >= 11)
        {
            reader.String();
        }

        reader.Tags();
        return new FetchBody(TimeSpan.FromMilliseconds(Math.Max(0, wait)), minBytes, maxBytes, isolation == 1, sessionId, topics);
    }

    private static FetchPartition ReadPartition(WireReader reader, short version)
    {
        var index = reader.Int32();
        if (version >= 9)
        {
            reader.Int32();
        }

        var offset = reader.Int64();
        if (version >= 12)
        {
            reader.Int32();
        }

        if (version >= 5)
        {
            reader.Int64();
        }

        var maxBytes = reader.Int32();
        reader.Tags();
        return new FetchPartition(index, offset, maxBytes);
    }
}

internal readonly record struct FetchPartition(int Index, long Offset, int MaxBytes);

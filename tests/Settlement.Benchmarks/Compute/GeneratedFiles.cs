using Settlement.Kafka.Wire;

namespace Settlement.Benchmarks.Compute;

/// <summary>A generated day as files of length-delimited Protobuf, one per partition.</summary>
internal static class GeneratedFiles
{
    public static IReadOnlyList<string> Write(string folder, int trades, int partitions)
    {
        string[] paths = [.. Enumerable.Range(0, partitions).Select(p => Path.Combine(folder, $"trades-{trades}-{p}.pb"))];
        FileStream[] streams = [.. paths.Select(static p => new FileStream(p, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 18))];
        var sequences = new long[partitions];
        var partition = 0;
        foreach (var trade in GeneratedDay.Trades(trades))
        {
            partition = (partition + 1) % partitions;
            Write(streams[partition], TradeEncoder.Encode(trade with { Sequence = ++sequences[partition] }, TradeFormat.Protobuf));
        }

        foreach (var stream in streams)
            stream.Dispose();
        return paths;
    }

    private static void Write(FileStream stream, byte[] message)
    {
        var length = message.Length;
        for (; length >= 0x80; length >>= 7)
            stream.WriteByte((byte)((length & 0x7F) | 0x80));
        stream.WriteByte((byte)length);
        stream.Write(message);
    }
}

using Settlement.Kafka.Wire;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Compute;

/// <summary>Trades as files, numbered by partition as a gateway would.</summary>
internal static class TradeFiles
{
    /// <summary>One file per partition, length-delimited Protobuf.</summary>
    public static IReadOnlyList<string> WriteProtobuf(TemporaryFolder folder, IEnumerable<TradeMessage> trades, Func<TradeMessage, int> partition)
    {
        var files = new Dictionary<int, (string Path, FileStream Stream, long Sequence)>();
        foreach (var trade in trades)
        {
            var number = partition(trade);
            if (!files.TryGetValue(number, out var file))
            {
                var path = Path.Combine(folder.Path, $"trades-{number}.pb");
                file = (path, new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16), 0);
            }

            file.Sequence++;
            WriteDelimited(file.Stream, TradeEncoder.Encode(trade with { Sequence = file.Sequence }, TradeFormat.Protobuf));
            files[number] = file;
        }

        foreach (var (_, stream, _) in files.Values)
            stream.Dispose();
        return [.. files.OrderBy(static f => f.Key).Select(static f => f.Value.Path)];
    }

    public static void WriteDelimited(Stream stream, byte[] message)
    {
        var length = message.Length;
        for (; length >= 0x80; length >>= 7)
            stream.WriteByte((byte)((length & 0x7F) | 0x80));
        stream.WriteByte((byte)length);
        stream.Write(message);
    }
}

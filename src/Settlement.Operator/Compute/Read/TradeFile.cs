using Settlement.Kafka.Wire;

namespace Settlement.Operator.Compute.Read;

/// <summary>One input: a file, or the standard input, which is kept beside in a temporary file because it may have to be read again.</summary>
internal sealed class TradeFile : IDisposable
{
    /// <summary>The name that stands for the standard input.</summary>
    public const string StandardInput = "-";

    private const int HeadLength = 256;
    private readonly InputFormat _format;
    private readonly Func<Stream> _open;
    private readonly SpoolingStream? _spool;

    private TradeFile(string name, InputFormat format, Func<Stream> open, SpoolingStream? spool)
    {
        (Name, _format, _open, _spool) = (name, format, open, spool);
    }

    /// <summary>Its name, for people.</summary>
    public string Name { get; }

    /// <summary>A file by its path, or <see cref="StandardInput"/>. Nothing is opened yet.</summary>
    public static TradeFile Of(string path, InputFormat format)
    {
        if (path != StandardInput)
            return new TradeFile(path, format, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan), null);
        var spool = new SpoolingStream(Console.OpenStandardInput());
        return new TradeFile("standard input", format, spool.Begin, spool);
    }

    /// <summary>Begins a pass.</summary>
    /// <exception cref="TradeInputException">It cannot be opened.</exception>
    public OpenTradeFile Open()
    {
        try
        {
            var stream = _open();
            var head = new byte[HeadLength];
            var length = stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
            var whole = new HeadedStream(head.AsMemory(0, length), stream);
            var format = _format switch
            {
                InputFormat.Json => TradeFormat.Json,
                InputFormat.Protobuf => TradeFormat.Protobuf,
                _ => InputFormats.Detect(head.AsSpan(0, length)),
            };
            return new OpenTradeFile(whole, format);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TradeInputException($": cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _spool?.Dispose();
}

/// <summary>A pass over a file of trades.</summary>
internal sealed class OpenTradeFile(Stream stream, TradeFormat format) : IDisposable
{
    /// <summary>Its records, as bytes.</summary>
    public RecordReader Records { get; } = format == TradeFormat.Json ? new LineReader(stream) : new MessageReader(stream);

    /// <summary>Decodes them.</summary>
    public TradeDecoder Decoder { get; } = TradeDecoder.For(format);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}

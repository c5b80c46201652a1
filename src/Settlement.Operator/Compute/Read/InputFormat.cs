using Settlement.Kafka.Wire;

namespace Settlement.Operator.Compute.Read;

/// <summary>How a file of trades is written, as the command line names it.</summary>
internal enum InputFormat
{
    /// <summary>Told apart by the first bytes.</summary>
    Auto,

    /// <summary>One JSON object per line.</summary>
    Json,

    /// <summary>Length-delimited <c>settlement.v1.TradeRecord</c>.</summary>
    Protobuf,
}

/// <summary>Tells the formats apart.</summary>
internal static class InputFormats
{
    /// <summary>
    /// The format of a file that begins so: JSON when the first characters that are not blank are a brace and a quote or brace. No Protobuf record begins
    /// like this: its second byte would be a field of <c>trade.proto</c> in another wire type.
    /// </summary>
    public static TradeFormat Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return TradeFormat.Json;
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty || text[0] != (byte)'{')
            return TradeFormat.Protobuf;
        var member = text[1..].TrimStart(" \t"u8);
        return member.IsEmpty || member[0] is (byte)'"' or (byte)'}' ? TradeFormat.Json : TradeFormat.Protobuf;
    }
}

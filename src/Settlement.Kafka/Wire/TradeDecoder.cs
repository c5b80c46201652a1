using System.Diagnostics.CodeAnalysis;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Kafka.Wire;

/// <summary>Decodes records of the trade feed. A good record costs no allocation. Decoders have no state; one serves all threads.</summary>
public abstract class TradeDecoder
{
    /// <summary>Room for the members of a record that have JSON escapes; a record that needs more has overlong names anyway.</summary>
    private protected const int ScratchSize = 1024;

    private protected TradeDecoder()
    {
    }

    /// <summary>The decoder of a format.</summary>
    public static TradeDecoder For(TradeFormat format) => format switch
    {
        TradeFormat.Json => JsonTradeDecoder.Instance,
        TradeFormat.Protobuf => ProtobufTradeDecoder.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such trade format."),
    };

    /// <summary>
    /// Decodes a record and resolves it against the reference data. Records of another trading day are only checked for their
    /// syntax: instrument and accounts are -1, price and quantity are 0, since neither can be scaled without the instrument.
    /// </summary>
    /// <param name="value">Value of the Kafka record.</param>
    /// <param name="reference">Frozen reference data of the run.</param>
    /// <param name="record">The record; undefined when false is returned.</param>
    /// <param name="fault">Field, value and reason, when false is returned.</param>
    /// <returns>False when it is not a record of the feed, or names what the reference data does not know. Never throws.</returns>
    public bool TryDecode(ReadOnlySpan<byte> value, ReferenceData reference, ref TradeRecord record, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(reference);
        Span<byte> scratch = stackalloc byte[ScratchSize];
        scoped RawTrade raw = default;
        if (value.IsEmpty)
        {
            fault = "the record has no value";
            return false;
        }

        fault = Read(value, scratch, ref raw) ?? RawTradeCheck.Check(raw) ?? TradeResolver.Resolve(raw, reference, ref record);
        return fault is null;
    }

    /// <summary>Reads the members; returns the fault, or null.</summary>
    private protected abstract string? Read(ReadOnlySpan<byte> value, Span<byte> scratch, ref RawTrade raw);
}

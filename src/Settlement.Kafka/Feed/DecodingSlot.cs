using Confluent.Kafka;
using Settlement.Domain.Reference;
using Settlement.Engine.Ports;
using Settlement.Kafka.Wire;

namespace Settlement.Kafka.Feed;

/// <summary>
/// Decodes a value where the client holds it, into a slot: no bytes are copied out first. One consumer, one slot; the slot holds the record
/// that the last <c>Consume</c> returned.
/// </summary>
internal sealed class DecodingSlot(TradeFormat format, ReferenceData reference) : IDeserializer<bool>
{
    private readonly TradeDecoder _decoder = TradeDecoder.For(format);
    private FeedRecord _record;

    /// <summary>Copies the slot to the end of a batch that has room.</summary>
    internal void AppendTo(FeedBatch batch, int partition, long offset)
    {
        ref var target = ref batch.Records[batch.Count];
        target = _record;
        target.Partition = partition;
        target.Offset = offset;
        batch.Count++;
    }

    /// <inheritdoc/>
    public bool Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
        _decoder.TryDecode(data, reference, ref _record.Trade, out _record.Fault);
}

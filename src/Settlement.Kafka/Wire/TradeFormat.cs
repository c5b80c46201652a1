namespace Settlement.Kafka.Wire;

/// <summary>How a record of the trade feed is written. Both formats have one meaning.</summary>
public enum TradeFormat
{
    /// <summary>One JSON object per record, UTF-8; for people and kcat.</summary>
    Json,

    /// <summary>One <c>settlement.v1.TradeRecord</c> per record (<c>trade.proto</c>); for speed.</summary>
    Protobuf,
}

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Clients of older versions know a fenced producer by its epoch only.</summary>
internal static class FencingCodes
{
    public static ErrorCode For(ErrorCode error, short version, short fencedFrom) =>
        error == ErrorCode.ProducerFenced && version < fencedFrom ? ErrorCode.InvalidProducerEpoch : error;
}

namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>Sequence numbers of a producer: after the greatest comes 0.</summary>
internal static class Sequences
{
    public static int Plus(int sequence, int count) => (int)(((long)sequence + count) & int.MaxValue);
}

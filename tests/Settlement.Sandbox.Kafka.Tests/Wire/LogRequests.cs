using Confluent.Kafka;

namespace Settlement.KafkaSuite.Wire;

/// <summary>What a fetch says of its one partition.</summary>
internal sealed record Fetched(
    ErrorCode Error, long HighWatermark, long LastStableOffset, long LogStart, IReadOnlyList<(long ProducerId, long FirstOffset)> Aborted, IReadOnlyList<RecordBatch> Batches);

/// <summary>What a produce says of its one partition.</summary>
internal readonly record struct Produced(ErrorCode Error, long Offset);

/// <summary>Produce, Fetch and ListOffsets for one partition.</summary>
internal static class LogRequests
{
    private const int ReplicaOfConsumer = -1;

    public static async Task<Produced> ProduceAsync(this RawConnection connection, string? transactionalId, string topic, int partition, byte[] batch)
    {
        await connection.SendProduceAsync(transactionalId, topic, partition, batch);
        return await connection.ReceiveProducedAsync();
    }

    public static Task SendProduceAsync(this RawConnection connection, string? transactionalId, string topic, int partition, byte[] batch) =>
        connection.SendAsync(ApiKey.Produce, 7, w => WriteProduce(w, transactionalId, acks: -1, topic, partition, batch));

    /// <summary>Sends a batch with <c>acks=0</c>.</summary>
    public static Task SendUnansweredProduceAsync(this RawConnection connection, string topic, int partition, byte[] batch) =>
        connection.SendAsync(ApiKey.Produce, 7, w => WriteProduce(w, null, acks: 0, topic, partition, batch), answered: false);

    public static async Task<Produced> ReceiveProducedAsync(this RawConnection connection)
    {
        var answer = await connection.ReceiveAsync();
        return answer.Array(() =>
        {
            answer.String();
            return answer.Array(() =>
            {
                answer.Int32();
                var produced = new Produced(answer.Error(), answer.Int64());
                answer.Int64();
                answer.Int64();
                return produced;
            }).Single();
        }).Single();
    }

    public static async Task<Fetched> FetchAsync(
        this RawConnection connection, string topic, int partition, long offset, IsolationLevel isolation = IsolationLevel.ReadCommitted, int maxWait = 0, int maxBytes = 1 << 20)
    {
        await connection.SendFetchAsync(topic, partition, offset, isolation, maxWait, maxBytes);
        return await connection.ReceiveFetchedAsync();
    }

    public static Task SendFetchAsync(
        this RawConnection connection, string topic, int partition, long offset, IsolationLevel isolation = IsolationLevel.ReadCommitted, int maxWait = 0, int maxBytes = 1 << 20) =>
        connection.SendAsync(ApiKey.Fetch, 11, w => w.Int32(ReplicaOfConsumer).Int32(maxWait).Int32(1).Int32(maxBytes).Int8(IsolationCode(isolation)).Int32(0).Int32(-1)
            .Array([topic], t => w.String(t).Array([partition], p => w.Int32(p).Int32(-1).Int64(offset).Int64(-1).Int32(maxBytes)))
            .Array(Array.Empty<string>(), _ => { }).String(""));

    public static async Task<Fetched> ReceiveFetchedAsync(this RawConnection connection)
    {
        var answer = await connection.ReceiveAsync();
        answer.Int32();
        Assert.Equal(ErrorCode.NoError, answer.Error());
        answer.Int32();
        return answer.Array(() =>
        {
            answer.String();
            return answer.Array(() =>
            {
                answer.Int32();
                var (error, high, stable, start) = (answer.Error(), answer.Int64(), answer.Int64(), answer.Int64());
                var aborted = answer.Array(() => (answer.Int64(), answer.Int64()));
                answer.Int32();
                return new Fetched(error, high, stable, start, aborted, RecordBatches.Decode(answer.Bytes() ?? []));
            }).Single();
        }).Single();
    }

    /// <summary>The first offset at or after a time; -1: the end, -2: the beginning.</summary>
    public static async Task<(ErrorCode Error, long Timestamp, long Offset)> ListOffsetAsync(
        this RawConnection connection, string topic, int partition, long timestamp, IsolationLevel isolation = IsolationLevel.ReadUncommitted)
    {
        var answer = await connection.CallAsync(ApiKey.ListOffsets, 2, w => w.Int32(ReplicaOfConsumer).Int8(IsolationCode(isolation))
            .Array([topic], t => w.String(t).Array([partition], p => w.Int32(p).Int64(timestamp))));
        answer.Int32();
        return answer.Array(() =>
        {
            answer.String();
            return answer.Array(() =>
            {
                answer.Int32();
                return (answer.Error(), answer.Int64(), answer.Int64());
            }).Single();
        }).Single();
    }

    private static void WriteProduce(WireWriter w, string? transactionalId, int acks, string topic, int partition, byte[] batch) =>
        w.String(transactionalId).Int16(acks).Int32(30_000).Array([topic], t => w.String(t).Array([partition], p => w.Int32(p).Bytes(batch)));

    private static int IsolationCode(IsolationLevel isolation) => isolation == IsolationLevel.ReadCommitted ? 1 : 0;
}

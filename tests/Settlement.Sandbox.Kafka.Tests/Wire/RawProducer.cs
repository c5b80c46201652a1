using Confluent.Kafka;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Wire;

/// <summary>A producer whose every request a test sends by itself, so that it can repeat, skip and send what a client never would.</summary>
internal sealed class RawProducer(RawConnection connection, string? transactionalId = null)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);
    private static readonly ErrorCode[] Passing =
        [ErrorCode.ConcurrentTransactions, ErrorCode.NotCoordinatorForGroup, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.GroupLoadInProgress];

    public RawConnection Connection => connection;

    public string? TransactionalId => transactionalId;

    public long Id { get; set; } = -1;

    public short Epoch { get; set; } = -1;

    /// <summary>A producer with an id.</summary>
    public static async Task<RawProducer> StartAsync(Broker broker, string? transactionalId = null, int timeout = 60_000)
    {
        var producer = new RawProducer(await broker.ConnectAsync(), transactionalId);
        Assert.Equal(ErrorCode.NoError, await producer.InitAsync(timeout));
        return producer;
    }

    /// <summary>Asks for producer id and epoch; with the own ones, as a producer that recovers, where <paramref name="recover"/>.</summary>
    public Task<ErrorCode> InitAsync(int timeout = 60_000, bool recover = false) => RepeatAsync(async () =>
    {
        var answer = await connection.CallAsync(
            ApiKey.InitProducerId, 4, w => w.String(transactionalId).Int32(timeout).Int64(recover ? Id : -1).Int16(recover ? Epoch : -1).Tags(), flexible: true);
        answer.Int32();
        var error = answer.Error();
        if (error == ErrorCode.NoError)
            (Id, Epoch) = (answer.Int64(), answer.Int16());
        return error;
    });

    public Task<ErrorCode> AddPartitionsAsync(string topic, params int[] partitions) => AddPartitionsAsync(2, topic, partitions);

    public Task<ErrorCode> AddPartitionsAsync(int version, string topic, int[] partitions) => RepeatAsync(async () =>
    {
        var answer = await connection.CallAsync(ApiKey.AddPartitionsToTxn, version, w => w.String(transactionalId).Int64(Id).Int16(Epoch)
            .Array([topic], t => w.String(t).Array(partitions, p => w.Int32(p))));
        answer.Int32();
        return answer.Array(() =>
        {
            answer.String();
            return answer.Array(() =>
            {
                answer.Int32();
                return answer.Error();
            })[0];
        })[0];
    });

    public Task<ErrorCode> AddOffsetsAsync(string group, int version = 2) => RepeatAsync(async () =>
    {
        var answer = await connection.CallAsync(ApiKey.AddOffsetsToTxn, version, w => w.String(transactionalId).Int64(Id).Int16(Epoch).String(group));
        answer.Int32();
        return answer.Error();
    });

    /// <summary>Commits one offset within the transaction, as the given member of the group; none: as a producer without group metadata.</summary>
    public Task<ErrorCode> CommitOffsetAsync(string group, string topic, int partition, long offset, GroupMember? member = null) => RepeatAsync(async () =>
    {
        var answer = await connection.CallAsync(
            ApiKey.TxnOffsetCommit,
            3,
            w => w.String(transactionalId).String(group).Int64(Id).Int16(Epoch).Int32(member?.Generation ?? -1).String(member?.Id ?? "").String(member?.InstanceId)
                .Array([topic], t => w.String(t).Array([partition], p => w.Int32(p).Int64(offset).Int32(-1).String("").Tags()).Tags()).Tags(),
            flexible: true);
        answer.Int32();
        return answer.Array(() =>
        {
            answer.String();
            var error = answer.Array(() =>
            {
                answer.Int32();
                var one = answer.Error();
                answer.Tags();
                return one;
            }).Single();
            answer.Tags();
            return error;
        }).Single();
    });

    public Task<ErrorCode> EndAsync(bool commit, int version = 2) => RepeatAsync(async () =>
    {
        var answer = await connection.CallAsync(ApiKey.EndTxn, version, w => w.String(transactionalId).Int64(Id).Int16(Epoch).Bool(commit));
        answer.Int32();
        return answer.Error();
    });

    /// <summary>Asks for the end and goes away without the answer.</summary>
    public async Task EndAndCrashAsync(bool commit)
    {
        await connection.SendAsync(ApiKey.EndTxn, 2, w => w.String(transactionalId).Int64(Id).Int16(Epoch).Bool(commit));
        await connection.DisposeAsync();
    }

    /// <summary>Sends one batch that begins with the given sequence.</summary>
    public async Task<Produced> ProduceAsync(string topic, int partition, int sequence, params string[] texts)
    {
        var batch = Batch(sequence, texts);
        var produced = default(Produced);
        await RepeatAsync(async () => (produced = await connection.ProduceAsync(transactionalId, topic, partition, batch)).Error);
        return produced;
    }

    /// <summary>One batch of this producer.</summary>
    public byte[] Batch(int sequence, params string[] texts) =>
        RecordBatches.Encode(Id, Epoch, sequence, transactionalId is not null, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), texts);

    // What a client repeats too: the coordinator moves, or still completes the last transaction.
    private static async Task<ErrorCode> RepeatAsync(Func<Task<ErrorCode>> call)
    {
        var until = Environment.TickCount64 + (long)Broker.Patience.TotalMilliseconds;
        while (true)
        {
            var error = await call();
            if (!Passing.Contains(error) || Environment.TickCount64 > until)
                return error;
            await Task.Delay(RetryPause, TestContext.Current.CancellationToken);
        }
    }
}

using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Data;

/// <summary>Finds offsets: the first, the next, the one of the greatest time stamp, or the first since a time stamp.</summary>
internal sealed class ListOffsetsHandler(BrokerState state) : ApiHandler<ListOffsetsBody>(ApiKey.ListOffsets)
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long MaxTimestamp = -3;

    protected override ListOffsetsBody Read(WireReader reader, short version)
    {
        reader.Int32();
        var committedOnly = version >= 2 && reader.Int8() == 1;
        var topics = reader.ByTopic(partition =>
        {
            var index = partition.Int32();
            if (version >= 4)
            {
                partition.Int32();
            }

            var timestamp = partition.Int64();
            partition.Tags();
            return (index, timestamp);
        });
        reader.Tags();
        return new ListOffsetsBody(committedOnly, topics);
    }

    protected override RequestTarget Target(ListOffsetsBody body) => RequestTarget.OfTopics(body.Topics, partition => partition.Index);

    protected override void Handle(Request request, ListOffsetsBody body) => Answer(request, body, (topic, index, timestamp) =>
        state.TryGetPartition(topic, index, out var partition) ? Find(partition, timestamp, body.CommittedOnly) : new Found(ErrorCode.UnknownTopicOrPartition));

    protected override void Refuse(Request request, ListOffsetsBody body, ErrorCode error) => Answer(request, body, (_, _, _) => new Found(error));

    private static Found Find(Partition partition, long timestamp, bool committedOnly)
    {
        var log = partition.Log;
        switch (timestamp)
        {
            case Latest:
                return new Found(ErrorCode.None, committedOnly ? partition.LastStableOffset : log.EndOffset);
            case Earliest:
                return new Found(ErrorCode.None, log.StartOffset);
            case MaxTimestamp when log.Batches.Any():
                return log.FirstSince(log.Batches.Max(batch => batch.Entry.MaxTimestamp)) is { } newest ? In(newest, newest.Entry.MaxTimestamp, log.StartOffset) : new Found(ErrorCode.None);
            case >= 0 when log.FirstSince(timestamp) is { } batch:
                return In(batch, timestamp, log.StartOffset);
            default:
                return new Found(timestamp >= MaxTimestamp ? ErrorCode.None : ErrorCode.UnsupportedVersion);
        }
    }

    private static Found In((BatchEntry Entry, ArraySegment<byte> Bytes) batch, long timestamp, long notBefore)
    {
        var (offset, time) = RecordTimes.FirstSince(batch.Entry, batch.Bytes, timestamp, notBefore);
        return new Found(ErrorCode.None, offset, time);
    }

    private static void Answer(Request request, ListOffsetsBody body, Func<string, int, long, Found> find) => request.Answer(writer =>
    {
        if (request.Version >= 2)
        {
            writer.Int32(0);
        }

        writer.ByTopic(body.Topics.Select((topic, partition) => (partition.Index, Found: find(topic, partition.Index, partition.Timestamp))), (writer, partition) =>
        {
            var (index, found) = partition;
            writer.Int32(index).Error(found.Error).Int64(found.Timestamp).Int64(found.Offset);
            if (request.Version >= 4)
            {
                writer.Int32(-1);
            }

            writer.Tags();
        }).Tags();
    });

    private readonly record struct Found(ErrorCode Error, long Offset = -1, long Timestamp = -1);
}

internal sealed record ListOffsetsBody(bool CommittedOnly, List<PerTopic<(int Index, long Timestamp)>> Topics);

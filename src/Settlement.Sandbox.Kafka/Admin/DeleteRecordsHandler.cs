using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>Forgets the records before an offset.</summary>
internal sealed class DeleteRecordsHandler(BrokerState state) : ApiHandler<DeleteRecordsBody>(ApiKey.DeleteRecords)
{
    private const long ToTheEnd = -1;

    protected override DeleteRecordsBody Read(WireReader reader, short version)
    {
        var topics = reader.ByTopic(static partition =>
        {
            var wanted = (partition.Int32(), partition.Int64());
            partition.Tags();
            return wanted;
        });
        reader.Int32();
        reader.Tags();
        return new DeleteRecordsBody(topics);
    }

    protected override RequestTarget Target(DeleteRecordsBody body) => RequestTarget.OfTopics(body.Topics, partition => partition.Index);

    protected override void Handle(Request request, DeleteRecordsBody body) => Answer(request, body, (topic, index, offset) =>
    {
        if (!state.TryGetPartition(topic, index, out var partition))
        {
            return (-1, ErrorCode.UnknownTopicOrPartition);
        }

        var before = offset == ToTheEnd ? partition.Log.EndOffset : offset;
        if (before < 0 || before > partition.Log.EndOffset)
        {
            return (-1, ErrorCode.OffsetOutOfRange);
        }

        state.DeleteRecordsBefore(partition, before);
        return (partition.Log.StartOffset, ErrorCode.None);
    });

    protected override void Refuse(Request request, DeleteRecordsBody body, ErrorCode error) => Answer(request, body, (_, _, _) => (-1, error));

    private static void Answer(Request request, DeleteRecordsBody body, Func<string, int, long, (long StartOffset, ErrorCode Error)> delete)
    {
        var results = body.Topics.Select((topic, partition) => (partition.Index, Result: delete(topic, partition.Index, partition.Offset)));
        request.Answer(writer => writer.Int32(0).ByTopic(
            results,
            static (writer, each) => writer.Int32(each.Index).Int64(each.Result.StartOffset).Error(each.Result.Error).Tags()).Tags());
    }
}

internal sealed record DeleteRecordsBody(List<PerTopic<(int Index, long Offset)>> Topics);

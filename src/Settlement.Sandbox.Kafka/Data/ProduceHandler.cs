using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Data;

/// <summary>Appends batches. A duplicate is acknowledged with the offset of the first.</summary>
internal sealed class ProduceHandler(BrokerState state) : ApiHandler<ProduceBody>(ApiKey.Produce)
{
    protected override ProduceBody Read(WireReader reader, short version) => ProduceBody.Read(reader);

    protected override RequestTarget Target(ProduceBody body) => RequestTarget.OfTopics(body.Topics, partition => partition.Index, body.TransactionalId);

    protected override void Handle(Request request, ProduceBody body) => Answer(request, body, body.Acks is 0 or 1 or -1 ? Append : (_, _) => new Appended(ErrorCode.InvalidRequiredAcks));

    protected override void Refuse(Request request, ProduceBody body, ErrorCode error) => Answer(request, body, (_, _) => new Appended(error));

    private Appended Append(string topic, ProducePartition at)
    {
        if (!state.TryGetPartition(topic, at.Index, out var partition))
        {
            return new Appended(ErrorCode.UnknownTopicOrPartition);
        }

        if (RecordBatch.Check(at.Records.Span, partition.Topic.MessageBytesMax) is not ErrorCode.None and var error)
        {
            return new Appended(error);
        }

        var batch = new RecordBatch(at.Records.Span);
        if (batch.IsTransactional && state.Transactions.MayAppend(partition, batch.ProducerId, batch.ProducerEpoch) is not ErrorCode.None and var refusal)
        {
            return new Appended(refusal);
        }

        var verdict = partition.Judge(batch);
        if (verdict.Error != ErrorCode.None)
        {
            return new Appended(verdict.Error);
        }

        return new Appended(ErrorCode.None, verdict.Duplicate?.BaseOffset ?? state.Append(partition, at.Records), partition.Log.StartOffset);
    }

    private static void Answer(Request request, ProduceBody body, Func<string, ProducePartition, Appended> append)
    {
        var results = body.Topics.Select((topic, partition) => (partition.Index, Result: append(topic, partition)));
        if (body.Acks == 0)
        {
            // Nobody listens, so a failure can only be told by ending the connection.
            if (results.Any(topic => topic.Partitions.Any(partition => partition.Result.Error != ErrorCode.None)))
            {
                request.Connection.Abort();
            }

            request.NoAnswer();
            return;
        }

        request.Answer(writer => writer.ByTopic(results, (writer, partition) =>
        {
            writer.Int32(partition.Index).Error(partition.Result.Error).Int64(partition.Result.Offset).Int64(-1);
            if (request.Version >= 5)
            {
                writer.Int64(partition.Result.StartOffset);
            }

            if (request.Version >= 8)
            {
                writer.ArrayLength(0).String(null);
            }

            writer.Tags();
        }).Int32(0).Tags());
    }

    private readonly record struct Appended(ErrorCode Error, long Offset = -1, long StartOffset = -1);
}

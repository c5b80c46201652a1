using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Takes partitions into a transaction: all of them, or none.</summary>
internal sealed class AddPartitionsToTxnHandler(BrokerState state) : ApiHandler<AddPartitionsToTxnBody>(ApiKey.AddPartitionsToTxn)
{
    protected override AddPartitionsToTxnBody Read(WireReader reader, short version)
    {
        var (transactionalId, producerId, epoch) = (reader.String(), reader.Int64(), reader.Int16());
        var topics = reader.ByTopic(static partition => partition.Int32());
        reader.Tags();
        return new AddPartitionsToTxnBody(transactionalId, producerId, epoch, topics);
    }

    protected override RequestTarget Target(AddPartitionsToTxnBody body) =>
        RequestTarget.OfTopics(body.Topics, partition => partition, body.TransactionalId);

    protected override void Handle(Request request, AddPartitionsToTxnBody body)
    {
        if (state.Transactions.MayAct(body.TransactionalId, body.ProducerId, body.Epoch) is not ErrorCode.None and var refusal)
        {
            Refuse(request, body, refusal);
            return;
        }

        var partitions = body.Topics.SelectMany(topic => topic.Partitions.Select(index => state.Topic(topic.Name)?.Partition(index))).ToList();
        if (partitions.Contains(null))
        {
            Answer(request, body, (topic, index) => state.TryGetPartition(topic, index, out _) ? ErrorCode.OperationNotAttempted : ErrorCode.UnknownTopicOrPartition);
            return;
        }

        state.Transactions.AddPartitions(body.TransactionalId, partitions!);
        Answer(request, body, static (_, _) => ErrorCode.None);
    }

    protected override void Refuse(Request request, AddPartitionsToTxnBody body, ErrorCode error) =>
        Answer(request, body, (_, _) => FencingCodes.For(error, request.Version, 2));

    private static void Answer(Request request, AddPartitionsToTxnBody body, Func<string, int, ErrorCode> error) => request.Answer(writer =>
        writer.Int32(0).ByTopic(body.Topics.Select((topic, index) => (Index: index, Error: error(topic, index))), static (writer, each) => writer.Int32(each.Index).Error(each.Error).Tags()).Tags());
}

internal sealed record AddPartitionsToTxnBody(string TransactionalId, long ProducerId, short Epoch, List<PerTopic<int>> Topics);

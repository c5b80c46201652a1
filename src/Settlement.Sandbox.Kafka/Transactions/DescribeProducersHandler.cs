using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Describes what partitions know of producers, open transactions among it.</summary>
internal sealed class DescribeProducersHandler(BrokerState state) : ApiHandler<DescribeProducersBody>(ApiKey.DescribeProducers)
{
    protected override DescribeProducersBody Read(WireReader reader, short version)
    {
        var topics = reader.ByTopic(static partition => partition.Int32());
        reader.Tags();
        return new DescribeProducersBody(topics);
    }

    protected override RequestTarget Target(DescribeProducersBody body) => RequestTarget.OfTopics(body.Topics, partition => partition);

    protected override void Handle(Request request, DescribeProducersBody body) => Answer(request, body, (topic, index) => state.Topic(topic)?.Partition(index), ErrorCode.UnknownTopicOrPartition);

    protected override void Refuse(Request request, DescribeProducersBody body, ErrorCode error) => Answer(request, body, static (_, _) => null, error);

    private static void Answer(Request request, DescribeProducersBody body, Func<string, int, Partition?> find, ErrorCode otherwise) => request.Answer(writer =>
        writer.Int32(0).ByTopic(body.Topics.Select((topic, index) => (Index: index, Partition: find(topic, index))), (writer, each) =>
        {
            var (index, partition) = each;
            writer.Int32(index).Error(partition is null ? otherwise : ErrorCode.None).String(null).Array(partition?.Producers ?? [], (writer, producer) =>
                writer.Int64(producer.ProducerId).Int32(producer.Epoch).Int32(producer.LastSequence).Int64(producer.LastTimestamp).Int32(-1)
                    .Int64(partition!.TransactionStart(producer.ProducerId)).Tags()).Tags();
        }).Tags());
}

internal sealed record DescribeProducersBody(List<PerTopic<int>> Topics);

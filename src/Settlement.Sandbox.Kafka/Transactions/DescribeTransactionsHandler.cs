using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Describes transactional ids and their transactions.</summary>
internal sealed class DescribeTransactionsHandler(BrokerState state) : ApiHandler<List<string>>(ApiKey.DescribeTransactions)
{
    protected override List<string> Read(WireReader reader, short version)
    {
        var names = reader.Array(static name => name.String());
        reader.Tags();
        return names;
    }

    protected override void Handle(Request request, List<string> body) =>
        request.Answer(writer => writer.Int32(0).Array(body, (writer, name) => Write(writer, name, state.Transactions.Find(name), ErrorCode.TransactionalIdNotFound)).Tags());

    protected override void Refuse(Request request, List<string> body, ErrorCode error) =>
        request.Answer(writer => writer.Int32(0).Array(body, (writer, name) => Write(writer, name, null, error)).Tags());

    private static void Write(WireWriter writer, string name, TransactionalProducer? producer, ErrorCode otherwise)
    {
        if (producer is null)
        {
            writer.Error(otherwise).String(name).String("").Int32(0).Int64(-1).Int64(-1).Int16(-1).ArrayLength(0).Tags();
            return;
        }

        var started = producer.State == TransactionState.Ongoing ? producer.StartedAt.ToUnixTimeMilliseconds() : -1;
        writer.Error(ErrorCode.None).String(name).String(producer.State.ToString()).Int32((int)producer.Timeout.TotalMilliseconds).Int64(started)
            .Int64(producer.ProducerId).Int16(producer.Epoch).Array([.. producer.Partitions.GroupBy(partition => partition.Topic.Name)], static (writer, topic) =>
                writer.String(topic.Key).Array([.. topic], static (writer, partition) => writer.Int32(partition.Index)).Tags()).Tags();
    }
}

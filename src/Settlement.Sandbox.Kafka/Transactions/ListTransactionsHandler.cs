using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Lists the transactional ids.</summary>
internal sealed class ListTransactionsHandler(BrokerState state) : ApiHandler<ListTransactionsBody>(ApiKey.ListTransactions)
{
    protected override ListTransactionsBody Read(WireReader reader, short version)
    {
        var body = new ListTransactionsBody(reader.Array(static name => name.String()), reader.Array(static id => id.Int64()));
        reader.Tags();
        return body;
    }

    protected override void Handle(Request request, ListTransactionsBody body)
    {
        var unknown = body.States.Where(name => !Enum.TryParse<TransactionState>(name, out _)).ToList();
        Answer(request, ErrorCode.None, unknown, [.. state.Transactions.All.Where(producer =>
            (body.States.Count == 0 || body.States.Contains(producer.State.ToString())) && (body.ProducerIds.Count == 0 || body.ProducerIds.Contains(producer.ProducerId)))]);
    }

    protected override void Refuse(Request request, ListTransactionsBody body, ErrorCode error) => Answer(request, error, [], []);

    private static void Answer(Request request, ErrorCode error, List<string> unknownStates, List<TransactionalProducer> producers) => request.Answer(writer =>
        writer.Int32(0).Error(error).Array(unknownStates, static (writer, name) => writer.String(name)).Array(
            producers,
            static (writer, producer) => writer.String(producer.TransactionalId).Int64(producer.ProducerId).String(producer.State.ToString()).Tags()).Tags());
}

/// <summary>Which are asked for; nothing means all.</summary>
internal sealed record ListTransactionsBody(List<string> States, List<long> ProducerIds);

using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Commits or aborts a transaction.</summary>
internal sealed class EndTxnHandler(BrokerState state) : ApiHandler<EndTxnBody>(ApiKey.EndTxn)
{
    protected override EndTxnBody Read(WireReader reader, short version)
    {
        var body = new EndTxnBody(reader.String(), reader.Int64(), reader.Int16(), reader.Bool());
        reader.Tags();
        return body;
    }

    protected override RequestTarget Target(EndTxnBody body) => RequestTarget.OfTransaction(body.TransactionalId);

    protected override void Handle(Request request, EndTxnBody body)
    {
        var error = state.Transactions.MayAct(body.TransactionalId, body.ProducerId, body.Epoch);
        Refuse(request, body, error == ErrorCode.None ? state.Transactions.End(body.TransactionalId, body.Commit) : error);
    }

    protected override void Refuse(Request request, EndTxnBody body, ErrorCode error) =>
        request.Answer(writer => writer.Int32(0).Error(FencingCodes.For(error, request.Version, 2)).Tags());
}

internal sealed record EndTxnBody(string TransactionalId, long ProducerId, short Epoch, bool Commit);

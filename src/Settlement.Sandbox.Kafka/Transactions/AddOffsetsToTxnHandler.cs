using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Takes a group's offsets into a transaction.</summary>
internal sealed class AddOffsetsToTxnHandler(BrokerState state) : ApiHandler<AddOffsetsToTxnBody>(ApiKey.AddOffsetsToTxn)
{
    protected override AddOffsetsToTxnBody Read(WireReader reader, short version)
    {
        var body = new AddOffsetsToTxnBody(reader.String(), reader.Int64(), reader.Int16(), reader.String());
        reader.Tags();
        return body;
    }

    protected override RequestTarget Target(AddOffsetsToTxnBody body) => new([], body.TransactionalId, body.Group);

    protected override void Handle(Request request, AddOffsetsToTxnBody body)
    {
        var error = state.Transactions.MayAct(body.TransactionalId, body.ProducerId, body.Epoch);
        if (error == ErrorCode.None)
        {
            state.Transactions.AddGroup(body.TransactionalId, body.Group);
        }

        Refuse(request, body, error);
    }

    protected override void Refuse(Request request, AddOffsetsToTxnBody body, ErrorCode error) =>
        request.Answer(writer => writer.Int32(0).Error(FencingCodes.For(error, request.Version, 2)).Tags());
}

internal sealed record AddOffsetsToTxnBody(string TransactionalId, long ProducerId, short Epoch, string Group);

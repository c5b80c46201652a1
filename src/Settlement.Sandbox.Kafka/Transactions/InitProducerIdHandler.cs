using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>Gives a producer its id and epoch.</summary>
internal sealed class InitProducerIdHandler(BrokerState state) : ApiHandler<InitProducerIdBody>(ApiKey.InitProducerId)
{
    protected override InitProducerIdBody Read(WireReader reader, short version)
    {
        var transactionalId = reader.NullableString();
        var timeout = reader.Int32();
        var body = new InitProducerIdBody(transactionalId, timeout, version >= 3 ? reader.Int64() : -1, version >= 3 ? reader.Int16() : (short)-1);
        reader.Tags();
        return body;
    }

    protected override RequestTarget Target(InitProducerIdBody body) => RequestTarget.OfTransaction(body.TransactionalId);

    protected override void Handle(Request request, InitProducerIdBody body) => Answer(
        request,
        body.TransactionalId is { } name ? state.Transactions.Init(name, body.TimeoutMs, body.ProducerId, body.Epoch) : state.Transactions.Init());

    protected override void Refuse(Request request, InitProducerIdBody body, ErrorCode error) => Answer(request, new ProducerIdentity(error));

    private static void Answer(Request request, ProducerIdentity identity) => request.Answer(writer =>
        writer.Int32(0).Error(FencingCodes.For(identity.Error, request.Version, 4)).Int64(identity.ProducerId).Int16(identity.Epoch).Tags());
}

internal sealed record InitProducerIdBody(string? TransactionalId, int TimeoutMs, long ProducerId, short Epoch);

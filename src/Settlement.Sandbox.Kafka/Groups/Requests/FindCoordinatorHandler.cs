using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>Asks who coordinates groups or transactions.</summary>
internal sealed record FindCoordinatorBody(sbyte KeyType, IReadOnlyList<string> Keys);

/// <summary>FindCoordinator, versions 0 to 4: several keys from version 4 on. The one node coordinates everything.</summary>
/// <param name="port">Where the node listens.</param>
internal sealed class FindCoordinatorHandler(int port) : ApiHandler<FindCoordinatorBody>(ApiKey.FindCoordinator)
{
    private const sbyte OfGroup = 0;
    private const sbyte OfTransaction = 1;

    protected override FindCoordinatorBody Read(WireReader reader, short version)
    {
        FindCoordinatorBody body;
        if (version >= 4)
        {
            var type = reader.Int8();
            body = new FindCoordinatorBody(type, reader.Array(static each => each.String()));
        }
        else
        {
            var key = reader.String();
            body = new FindCoordinatorBody(version >= 1 ? reader.Int8() : OfGroup, [key]);
        }
        reader.Tags();
        return body;
    }

    protected override RequestTarget Target(FindCoordinatorBody body) => body switch
    {
        { KeyType: OfGroup, Keys: [var group] } => RequestTarget.OfGroup(group),
        { KeyType: OfTransaction, Keys: [var transactionalId] } => RequestTarget.OfTransaction(transactionalId),
        _ => RequestTarget.Nothing,
    };

    protected override void Handle(Request request, FindCoordinatorBody body) =>
        Refuse(request, body, body.KeyType is OfGroup or OfTransaction ? ErrorCode.None : ErrorCode.InvalidRequest);

    protected override void Refuse(Request request, FindCoordinatorBody body, ErrorCode error) => request.Answer(writer =>
    {
        if (request.Version >= 1)
            writer.Int32(0);
        if (request.Version >= 4)
        {
            writer.Array(body.Keys, (to, key) => Node(to.String(key), error).Error(error).String(null).Tags());
        }
        else
        {
            writer.Error(error);
            if (request.Version >= 1)
                writer.String(null);
            Node(writer, error);
        }
        writer.Tags();
    });

    private WireWriter Node(WireWriter writer, ErrorCode error) => error == ErrorCode.None
        ? writer.Int32(BrokerState.NodeId).String(BrokerState.Host).Int32(port)
        : writer.Int32(-1).String("").Int32(-1);
}

using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>A member joins a group.</summary>
internal sealed record JoinGroupBody(string Group, JoinRequest Join);

/// <summary>JoinGroup, versions 0 to 7.</summary>
internal sealed class JoinGroupHandler(GroupCoordinator groups) : ApiHandler<JoinGroupBody>(ApiKey.JoinGroup)
{
    // Connections come from this machine alone.
    private const string ClientHost = "/127.0.0.1";

    protected override JoinGroupBody Read(WireReader reader, short version)
    {
        var group = reader.String();
        var session = TimeSpan.FromMilliseconds(reader.Int32());
        var rebalance = version >= 1 ? TimeSpan.FromMilliseconds(reader.Int32()) : session;
        var join = new JoinRequest
        {
            MemberId = reader.String(),
            InstanceId = version >= 5 ? reader.NullableString() : null,
            ClientId = "",
            ClientHost = ClientHost,
            SessionTimeout = session,
            RebalanceTimeout = rebalance,
            ProtocolType = reader.String(),
            Protocols = reader.Array(Protocol),
        };
        reader.Tags();
        return new JoinGroupBody(group, join with { RequireKnownMemberId = version >= 4 && join.InstanceId is null });
    }

    protected override RequestTarget Target(JoinGroupBody body) => RequestTarget.OfGroup(body.Group);

    protected override void Handle(Request request, JoinGroupBody body) =>
        groups.Join(body.Group, body.Join with { ClientId = request.ClientId ?? "" }, reply => Answer(request, reply));

    protected override void Refuse(Request request, JoinGroupBody body, ErrorCode error) => Answer(request, JoinReply.Refused(error, body.Join.MemberId));

    // The bytes outlive the request's memory.
    private static OfferedProtocol Protocol(WireReader reader)
    {
        var protocol = new OfferedProtocol(reader.String(), reader.Bytes().ToArray());
        reader.Tags();
        return protocol;
    }

    private static void Answer(Request request, JoinReply reply) => request.Answer(writer =>
    {
        if (request.Version >= 2)
            writer.Int32(0);
        writer.Error(reply.Error).Int32(reply.Generation);
        if (request.Version >= 7)
            writer.String(reply.ProtocolType).String(reply.ProtocolName);
        else
            writer.String(reply.ProtocolName ?? "");
        writer.String(reply.Leader).String(reply.MemberId).Array(reply.Members, (to, member) =>
        {
            to.String(member.MemberId);
            if (request.Version >= 5)
                to.String(member.InstanceId);
            to.Bytes(member.Metadata.Span).Tags();
        }).Tags();
    });
}

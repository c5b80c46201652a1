using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>A member says that it is there.</summary>
internal sealed record HeartbeatBody(string Group, MemberClaim Member);

/// <summary>Heartbeat, versions 0 to 4.</summary>
internal sealed class HeartbeatHandler(GroupCoordinator groups) : ApiHandler<HeartbeatBody>(ApiKey.Heartbeat)
{
    protected override HeartbeatBody Read(WireReader reader, short version)
    {
        var group = reader.String();
        var generation = reader.Int32();
        var member = reader.String();
        var instance = version >= 3 ? reader.NullableString() : null;
        reader.Tags();
        return new HeartbeatBody(group, new MemberClaim(member, instance, generation));
    }

    protected override RequestTarget Target(HeartbeatBody body) => RequestTarget.OfGroup(body.Group);

    protected override void Handle(Request request, HeartbeatBody body) => Refuse(request, body, groups.Heartbeat(body.Group, body.Member));

    protected override void Refuse(Request request, HeartbeatBody body, ErrorCode error) => request.Answer(writer =>
    {
        if (request.Version >= 1)
            writer.Int32(0);
        writer.Error(error).Tags();
    });
}

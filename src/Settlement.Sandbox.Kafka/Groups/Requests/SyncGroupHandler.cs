using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>A member asks for its assignment; the leader brings everybody's.</summary>
internal sealed record SyncGroupBody(string Group, SyncRequest Sync);

/// <summary>SyncGroup, versions 0 to 5.</summary>
internal sealed class SyncGroupHandler(GroupCoordinator groups) : ApiHandler<SyncGroupBody>(ApiKey.SyncGroup)
{
    protected override SyncGroupBody Read(WireReader reader, short version)
    {
        var group = reader.String();
        var generation = reader.Int32();
        var member = reader.String();
        var instance = version >= 3 ? reader.NullableString() : null;
        var protocolType = version >= 5 ? reader.NullableString() : null;
        var protocolName = version >= 5 ? reader.NullableString() : null;
        var assignments = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (memberId, assignment) in reader.Array(Assignment))
            assignments[memberId] = assignment;
        reader.Tags();
        return new SyncGroupBody(group, new SyncRequest
        {
            Member = new MemberClaim(member, instance, generation),
            ProtocolType = protocolType,
            ProtocolName = protocolName,
            Assignments = assignments,
        });
    }

    protected override RequestTarget Target(SyncGroupBody body) => RequestTarget.OfGroup(body.Group);

    protected override void Handle(Request request, SyncGroupBody body) => groups.Sync(body.Group, body.Sync, reply => Answer(request, reply));

    protected override void Refuse(Request request, SyncGroupBody body, ErrorCode error) => Answer(request, SyncReply.Refused(error));

    // The bytes outlive the request's memory.
    private static (string Member, ReadOnlyMemory<byte> Assignment) Assignment(WireReader reader)
    {
        var member = reader.String();
        ReadOnlyMemory<byte> assignment = reader.Bytes().ToArray();
        reader.Tags();
        return (member, assignment);
    }

    private static void Answer(Request request, SyncReply reply) => request.Answer(writer =>
    {
        if (request.Version >= 1)
            writer.Int32(0);
        writer.Error(reply.Error);
        if (request.Version >= 5)
            writer.String(reply.ProtocolType).String(reply.ProtocolName);
        writer.Bytes(reply.Assignment.Span).Tags();
    });
}

using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>Asks what groups are made of.</summary>
internal sealed record DescribeGroupsBody(IReadOnlyList<string> Groups);

/// <summary>DescribeGroups, versions 0 to 5. A group that does not exist is told as dead, without an error.</summary>
internal sealed class DescribeGroupsHandler(GroupCoordinator groups) : ApiHandler<DescribeGroupsBody>(ApiKey.DescribeGroups)
{
    // What a broker says that was not asked for rights.
    private const int NoOperations = int.MinValue;

    protected override DescribeGroupsBody Read(WireReader reader, short version)
    {
        var names = reader.Array(static each => each.String());
        if (version >= 3)
            reader.Bool();
        reader.Tags();
        return new DescribeGroupsBody(names);
    }

    protected override void Handle(Request request, DescribeGroupsBody body) => Answer(request, body, ErrorCode.None);

    protected override void Refuse(Request request, DescribeGroupsBody body, ErrorCode error) => Answer(request, body, error);

    private void Answer(Request request, DescribeGroupsBody body, ErrorCode error) => request.Answer(writer =>
    {
        if (request.Version >= 1)
            writer.Int32(0);
        writer.Array(body.Groups, (to, name) =>
        {
            var group = error == ErrorCode.None && groups.TryFind(name, out var found) ? found : null;
            var isStable = group?.State == GroupState.Stable;
            to.Error(error)
                .String(name)
                .String(error == ErrorCode.None ? (group?.State ?? GroupState.Dead).ToString() : "")
                .String(group?.ProtocolType ?? "")
                .String(isStable ? group!.ProtocolName ?? "" : "")
                .Array(group?.Members ?? [], (each, member) => Write(each, request.Version, member, isStable ? group!.ProtocolName : null));
            if (request.Version >= 3)
                to.Int32(NoOperations);
            to.Tags();
        }).Tags();
    });

    private static void Write(WireWriter writer, short version, Member member, string? protocol)
    {
        writer.String(member.Id);
        if (version >= 4)
            writer.String(member.InstanceId);
        writer.String(member.ClientId).String(member.ClientHost).Bytes(member.MetadataFor(protocol).Span).Bytes(member.Assignment.Span).Tags();
    }
}

using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>Asks for all groups in some states and of some types; empty lists mean all.</summary>
internal sealed record ListGroupsBody(IReadOnlyList<string> States, IReadOnlyList<string> Types);

/// <summary>ListGroups, versions 0 to 5.</summary>
internal sealed class ListGroupsHandler(GroupCoordinator groups) : ApiHandler<ListGroupsBody>(ApiKey.ListGroups)
{
    private const string GroupType = "classic";

    protected override ListGroupsBody Read(WireReader reader, short version)
    {
        var states = version >= 4 ? reader.Array(static each => each.String()) : [];
        var types = version >= 5 ? reader.Array(static each => each.String()) : [];
        reader.Tags();
        return new ListGroupsBody(states, types);
    }

    protected override void Handle(Request request, ListGroupsBody body)
    {
        var listed = Fits(body.Types, GroupType) ? groups.List().Where(group => Fits(body.States, group.State.ToString())).ToList() : [];
        Answer(request, ErrorCode.None, listed);
    }

    protected override void Refuse(Request request, ListGroupsBody body, ErrorCode error) => Answer(request, error, []);

    private static bool Fits(IReadOnlyList<string> filter, string value) => filter.Count == 0 || filter.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static void Answer(Request request, ErrorCode error, List<ListedGroup> listed) => request.Answer(writer =>
    {
        if (request.Version >= 1)
            writer.Int32(0);
        writer.Error(error).Array(listed, (to, group) =>
        {
            to.String(group.Id).String(group.ProtocolType);
            if (request.Version >= 4)
                to.String(group.State.ToString());
            if (request.Version >= 5)
                to.String(GroupType);
            to.Tags();
        }).Tags();
    });
}

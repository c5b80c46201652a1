using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>Deletes groups with their offsets.</summary>
internal sealed record DeleteGroupsBody(IReadOnlyList<string> Groups);

/// <summary>DeleteGroups, versions 0 to 2.</summary>
internal sealed class DeleteGroupsHandler(GroupCoordinator groups) : ApiHandler<DeleteGroupsBody>(ApiKey.DeleteGroups)
{
    protected override DeleteGroupsBody Read(WireReader reader, short version)
    {
        var names = reader.Array(static each => each.String());
        reader.Tags();
        return new DeleteGroupsBody(names);
    }

    protected override void Handle(Request request, DeleteGroupsBody body) => Answer(request, body, groups.Delete);

    protected override void Refuse(Request request, DeleteGroupsBody body, ErrorCode error) => Answer(request, body, _ => error);

    private static void Answer(Request request, DeleteGroupsBody body, Func<string, ErrorCode> outcome) =>
        request.Answer(writer => writer.Int32(0).Array(body.Groups, (to, name) => to.String(name).Error(outcome(name)).Tags()).Tags());
}

using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>A member that leaves.</summary>
internal readonly record struct LeavingMember(string MemberId, string? InstanceId);

/// <summary>Members leave a group, or an administrator removes them.</summary>
internal sealed record LeaveGroupBody(string Group, IReadOnlyList<LeavingMember> Members);

/// <summary>LeaveGroup, versions 0 to 4; several members from version 3 on.</summary>
internal sealed class LeaveGroupHandler(GroupCoordinator groups) : ApiHandler<LeaveGroupBody>(ApiKey.LeaveGroup)
{
    protected override LeaveGroupBody Read(WireReader reader, short version)
    {
        var group = reader.String();
        IReadOnlyList<LeavingMember> members = version >= 3 ? reader.Array(Member) : [new LeavingMember(reader.String(), null)];
        reader.Tags();
        return new LeaveGroupBody(group, members);
    }

    protected override RequestTarget Target(LeaveGroupBody body) => RequestTarget.OfGroup(body.Group);

    protected override void Handle(Request request, LeaveGroupBody body)
    {
        var left = body.Members.Select(member => (member, groups.Leave(body.Group, member.MemberId, member.InstanceId))).ToList();
        Answer(request, request.Version < 3 ? left[0].Item2 : ErrorCode.None, left);
    }

    protected override void Refuse(Request request, LeaveGroupBody body, ErrorCode error) => Answer(request, error, []);

    private static LeavingMember Member(WireReader reader)
    {
        var member = new LeavingMember(reader.String(), reader.NullableString());
        reader.Tags();
        return member;
    }

    private static void Answer(Request request, ErrorCode error, List<(LeavingMember Member, ErrorCode Error)> left) => request.Answer(writer =>
    {
        if (request.Version >= 1)
            writer.Int32(0);
        writer.Error(error);
        if (request.Version >= 3)
            writer.Array(left, static (to, each) => to.String(each.Member.MemberId).String(each.Member.InstanceId).Error(each.Error).Tags());
        writer.Tags();
    });
}

using Confluent.Kafka;

namespace Settlement.KafkaSuite.Wire;

/// <summary>A member of a generation of a group.</summary>
/// <param name="Id">Given by the coordinator.</param>
/// <param name="Generation">Counted by the coordinator.</param>
/// <param name="InstanceId">Of a static member; null: a dynamic one.</param>
/// <param name="LeaderId">The member that assigns.</param>
internal sealed record GroupMember(string Id, int Generation, string? InstanceId, string LeaderId)
{
    public bool Leads => Id == LeaderId;
}

/// <summary>What a join was answered.</summary>
internal sealed record Joined(ErrorCode Error, GroupMember Member, string Protocol, IReadOnlyList<(string Id, string? InstanceId, byte[] Metadata)> Members);

/// <summary>The requests of groups' members.</summary>
internal static class RawGroup
{
    public static async Task<Joined> JoinAsync(this RawConnection connection, string group, string memberId = "", string? instanceId = null, string[]? protocols = null, int session = 10_000)
    {
        await connection.SendJoinAsync(group, memberId, instanceId, protocols, session);
        return await connection.ReceiveJoinedAsync(instanceId);
    }

    /// <summary>Joins as a client does that has no id yet: the coordinator gives it one and asks it to come again with it.</summary>
    public static async Task<Joined> JoinNewAsync(this RawConnection connection, string group, string[]? protocols = null, int session = 10_000)
    {
        var first = await connection.JoinAsync(group, protocols: protocols, session: session);
        Assert.Equal(ErrorCode.MemberIdRequired, first.Error);
        return await connection.JoinAsync(group, first.Member.Id, protocols: protocols, session: session);
    }

    public static Task SendJoinAsync(this RawConnection connection, string group, string memberId, string? instanceId = null, string[]? protocols = null, int session = 10_000) =>
        connection.SendAsync(ApiKey.JoinGroup, 5, w => w.String(group).Int32(session).Int32(10_000).String(memberId).String(instanceId).String("suite")
            .Array(protocols ?? ["range"], p => w.String(p).Bytes(System.Text.Encoding.UTF8.GetBytes(p + "-metadata"))));

    public static async Task<Joined> ReceiveJoinedAsync(this RawConnection connection, string? instanceId = null)
    {
        var answer = await connection.ReceiveAsync();
        answer.Int32();
        var (error, generation, protocol, leader, member) = (answer.Error(), answer.Int32(), answer.String(), answer.String(), answer.String());
        var members = answer.Array(() => (answer.String()!, answer.String(), answer.Bytes()!));
        return new Joined(error, new GroupMember(member!, generation, instanceId, leader!), protocol!, members);
    }

    /// <summary>Synchronises; a leader gives each member its assignment.</summary>
    public static async Task<(ErrorCode Error, string Assignment)> SyncAsync(this RawConnection connection, string group, GroupMember member, params (string MemberId, string Assignment)[] assignments)
    {
        await connection.SendSyncAsync(group, member, assignments);
        return await connection.ReceiveSyncedAsync();
    }

    public static Task SendSyncAsync(this RawConnection connection, string group, GroupMember member, params (string MemberId, string Assignment)[] assignments) =>
        connection.SendAsync(ApiKey.SyncGroup, 3, w => w.String(group).Int32(member.Generation).String(member.Id).String(member.InstanceId)
            .Array(assignments, a => w.String(a.MemberId).Bytes(System.Text.Encoding.UTF8.GetBytes(a.Assignment))));

    public static async Task<(ErrorCode Error, string Assignment)> ReceiveSyncedAsync(this RawConnection connection)
    {
        var answer = await connection.ReceiveAsync();
        answer.Int32();
        return (answer.Error(), System.Text.Encoding.UTF8.GetString(answer.Bytes() ?? []));
    }

    public static async Task<ErrorCode> HeartbeatAsync(this RawConnection connection, string group, GroupMember member)
    {
        var answer = await connection.CallAsync(
            ApiKey.Heartbeat, 3, w => w.String(group).Int32(member.Generation).String(member.Id).String(member.InstanceId));
        answer.Int32();
        return answer.Error();
    }

    public static async Task<ErrorCode> LeaveAsync(this RawConnection connection, string group, GroupMember member)
    {
        var answer = await connection.CallAsync(
            ApiKey.LeaveGroup, 3, w => w.String(group).Array([member], m => w.String(m.Id).String(m.InstanceId)));
        answer.Int32();
        var error = answer.Error();
        return error != ErrorCode.NoError ? error : answer.Array(() =>
        {
            answer.String();
            answer.String();
            return answer.Error();
        }).Single();
    }

    public static async Task<ErrorCode> CommitAsync(this RawConnection connection, string group, string topic, int partition, long offset, GroupMember? member = null, string metadata = "")
    {
        var answer = await connection.CallAsync(ApiKey.OffsetCommit, 7, w => w.String(group).Int32(member?.Generation ?? -1).String(member?.Id ?? "").String(member?.InstanceId)
            .Array([topic], t => w.String(t).Array([partition], p => w.Int32(p).Int64(offset).Int32(-1).String(metadata))));
        answer.Int32();
        return answer.Array(() =>
        {
            answer.String();
            return answer.Array(() =>
            {
                answer.Int32();
                return answer.Error();
            }).Single();
        }).Single();
    }

    /// <summary>The committed offset; -1: none.</summary>
    /// <param name="connection">To the coordinator.</param>
    /// <param name="group">The group.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="requireStable">Refuse while a transaction may still change it.</param>
    public static async Task<(ErrorCode Error, long Offset)> CommittedAsync(this RawConnection connection, string group, string topic, int partition, bool requireStable = false)
    {
        var answer = await connection.CallAsync(
            ApiKey.OffsetFetch, 7, w => w.String(group).Array([topic], t => w.String(t).Array([partition], p => w.Int32(p)).Tags()).Bool(requireStable).Tags(), flexible: true);
        answer.Int32();
        var committed = answer.Array(() =>
        {
            answer.String();
            var one = answer.Array(() =>
            {
                answer.Int32();
                var offset = answer.Int64();
                answer.Int32();
                answer.String();
                var error = answer.Error();
                answer.Tags();
                return (error, offset);
            }).Single();
            answer.Tags();
            return one;
        });
        var error = answer.Error();
        return error == ErrorCode.NoError ? committed.Single() : (error, -1);
    }
}

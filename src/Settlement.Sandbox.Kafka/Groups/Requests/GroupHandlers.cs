using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka.Groups.Requests;

/// <summary>Who answers the requests of consumer groups.</summary>
internal static class GroupHandlers
{
    /// <summary>All handlers of groups, by the request they answer.</summary>
    public static Dictionary<ApiKey, ApiHandler> Of(BrokerState state, GroupCoordinator groups) => new ApiHandler[]
    {
        new FindCoordinatorHandler(state.Port),
        new JoinGroupHandler(groups),
        new SyncGroupHandler(groups),
        new HeartbeatHandler(groups),
        new LeaveGroupHandler(groups),
        new OffsetCommitHandler(groups, at => state.TryGetPartition(at.Topic, at.Partition, out _)),
        new OffsetFetchHandler(groups),
        new ListGroupsHandler(groups),
        new DescribeGroupsHandler(groups),
        new DeleteGroupsHandler(groups),
        new OffsetDeleteHandler(groups),
    }.ToDictionary(static handler => handler.Api);
}

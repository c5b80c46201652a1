namespace Settlement.Sandbox.Kafka.Server;

/// <summary>
/// The versions that are advertised and served. The advertised minimum is 0 everywhere, because older librdkafka looks for exactly version 0 to learn what a broker can do.
/// Versions whose meaning is not served (topic ids in Fetch, the second transaction protocol, the next group protocol) are not advertised.
/// </summary>
internal static class Apis
{
    public static readonly IReadOnlyDictionary<ApiKey, ApiVersionRange> All = new Dictionary<ApiKey, ApiVersionRange>
    {
        [ApiKey.Produce] = new(3, 9, 9),
        [ApiKey.Fetch] = new(4, 12, 12),
        [ApiKey.ListOffsets] = new(1, 7, 6),
        [ApiKey.Metadata] = new(0, 9, 9),
        [ApiKey.OffsetCommit] = new(0, 8, 8),
        [ApiKey.OffsetFetch] = new(0, 8, 6),
        [ApiKey.FindCoordinator] = new(0, 4, 3),
        [ApiKey.JoinGroup] = new(0, 7, 6),
        [ApiKey.Heartbeat] = new(0, 4, 4),
        [ApiKey.LeaveGroup] = new(0, 4, 4),
        [ApiKey.SyncGroup] = new(0, 5, 4),
        [ApiKey.DescribeGroups] = new(0, 5, 5),
        [ApiKey.ListGroups] = new(0, 5, 3),
        [ApiKey.ApiVersions] = new(0, 3, 3),
        [ApiKey.CreateTopics] = new(0, 7, 5),
        [ApiKey.DeleteTopics] = new(0, 5, 4),
        [ApiKey.DeleteRecords] = new(0, 2, 2),
        [ApiKey.InitProducerId] = new(0, 4, 2),
        [ApiKey.AddPartitionsToTxn] = new(0, 3, 3),
        [ApiKey.AddOffsetsToTxn] = new(0, 3, 3),
        [ApiKey.EndTxn] = new(0, 3, 3),
        [ApiKey.TxnOffsetCommit] = new(0, 3, 3),
        [ApiKey.DescribeConfigs] = new(0, 4, 4),
        [ApiKey.CreatePartitions] = new(0, 3, 2),
        [ApiKey.DeleteGroups] = new(0, 2, 2),
        [ApiKey.IncrementalAlterConfigs] = new(0, 1, 1),
        [ApiKey.OffsetDelete] = new(0, 0, 1),
        [ApiKey.DescribeCluster] = new(0, 0, 0),
        [ApiKey.DescribeProducers] = new(0, 0, 0),
        [ApiKey.DescribeTransactions] = new(0, 0, 0),
        [ApiKey.ListTransactions] = new(0, 0, 0),
    };

    public static bool IsFlexible(ApiKey api, short version) => All.TryGetValue(api, out var range) && version >= range.FlexibleFrom;
}

/// <summary>The versions of one API: the first and last that are served, and the first in the flexible encoding.</summary>
internal readonly record struct ApiVersionRange(short ServedFrom, short Max, short FlexibleFrom);

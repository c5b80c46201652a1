using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Settlement.Kafka.Publication;

/// <summary>The topics of a publication.</summary>
internal sealed class PublicationTopics(PublicationOptions options, TimeProvider time, ILogger logger)
{
    private const int LeaderAttempts = 25;
    private static readonly TimeSpan LeaderPause = TimeSpan.FromMilliseconds(200);

    internal string Positions => options.TopicPrefix + ".positions";

    internal string Prices => options.TopicPrefix + ".prices";

    internal string Funds => options.TopicPrefix + ".funds";

    internal string Deliveries => options.TopicPrefix + ".deliveries";

    internal string Journal => options.TopicPrefix + ".journal";

    /// <summary>What revisions change.</summary>
    internal string Differences => options.TopicPrefix + ".differences";

    /// <summary>Holds one marker per run, and keeps it: it is compacted, for deleting by age would make a run look unpublished.</summary>
    internal string Runs => options.TopicPrefix + ".runs";

    /// <summary>Creates those that are absent, with the brokers' defaults for partitions and replication; <c>.runs</c> has one partition.</summary>
    internal async Task EnsureAsync(IAdminClient admin, CancellationToken cancellationToken)
    {
        string[] all = [Positions, Prices, Funds, Deliveries, Journal, Differences, Runs];
        var absent = await AbsentAsync(admin, all, cancellationToken).ConfigureAwait(false);
        if (absent.Count == 0)
            return;
        try
        {
            await admin.CreateTopicsAsync(absent.Select(Specification), new CreateTopicsOptions { RequestTimeout = options.Connection.RequestTimeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            logger.TopicsCreated(string.Join(", ", absent));
        }
        catch (CreateTopicsException e)
        {
            var failed = e.Results.Where(static r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists).ToList();
            if (failed.Count > 0)
                throw PublicationErrors.TopicsRefused(options.Connection, [.. failed.Select(static r => r.Topic)], failed[0].Error, e);
        }
    }

    /// <summary>Ends of the log of the runs topic, open transactions included.</summary>
    internal async Task<IReadOnlyDictionary<int, long>> EndsOfRunsAsync(IAdminClient admin, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var described = await DescribeAsync(admin, [Runs], cancellationToken).ConfigureAwait(false);
                var answer = await admin.ListOffsetsAsync(
                    described[0].Partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(Runs, p.Partition), OffsetSpec = OffsetSpec.Latest() }),
                    new ListOffsetsOptions { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = options.Connection.RequestTimeout }).WaitAsync(cancellationToken).ConfigureAwait(false);
                return answer.ResultInfos.ToDictionary(static i => i.TopicPartitionOffsetError.Partition.Value, static i => i.TopicPartitionOffsetError.Offset.Value);
            }
            catch (ListOffsetsException e) when (e.Error.Code == ErrorCode.Local_Partial && attempt < LeaderAttempts)
            {
                // A topic that was created just now may not have told its leader to every broker yet.
                await Task.Delay(LeaderPause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TopicSpecification Specification(string topic) => topic == Runs
        ? new TopicSpecification { Name = topic, NumPartitions = 1, Configs = new Dictionary<string, string> { ["cleanup.policy"] = "compact" } }
        : new TopicSpecification { Name = topic };

    private async Task<IReadOnlyList<string>> AbsentAsync(IAdminClient admin, string[] topics, CancellationToken cancellationToken)
    {
        var described = await DescribeAsync(admin, topics, cancellationToken).ConfigureAwait(false);
        return [.. described.Where(static t => t.Error.Code == ErrorCode.UnknownTopicOrPart).Select(static t => t.Name)];
    }

    private async Task<List<TopicDescription>> DescribeAsync(IAdminClient admin, string[] topics, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(topics),
                new DescribeTopicsOptions { RequestTimeout = options.Connection.RequestTimeout }).WaitAsync(cancellationToken).ConfigureAwait(false);
            return answer.TopicDescriptions;
        }
        catch (DescribeTopicsException e) when (e.Results.TopicDescriptions.All(static t => t.Error.Code is ErrorCode.NoError or ErrorCode.UnknownTopicOrPart))
        {
            return e.Results.TopicDescriptions;
        }
    }
}

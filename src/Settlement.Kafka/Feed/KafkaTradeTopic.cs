using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Feed;

/// <summary>
/// Asks the brokers about the trade topic. Its partitions are asked for with each question, so that added ones are seen; asking never
/// creates the topic, whatever the broker's settings.
/// </summary>
public sealed class KafkaTradeTopic : ITradeTopic, IDisposable
{
    private readonly KafkaConnection _connection;
    private readonly string _topic;
    private readonly Lazy<IAdminClient> _admin;

    /// <summary>Names the topic; the connection is made with the first question.</summary>
    public KafkaTradeTopic(KafkaConnection connection, string topic, ILogger<KafkaTradeTopic> logger)
    {
        (_connection, _topic) = (connection, topic);
        _admin = new Lazy<IAdminClient>(() => new AdminClientBuilder(KafkaConfigs.Admin(connection))
            .SetErrorHandler((_, error) => logger.WaitingForKafka(connection.BootstrapServers, error.Reason))
            .SetLogHandler((_, message) => logger.Client(message.Facility, message.Message))
            .Build());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> HighWatermarksAsync(CancellationToken cancellationToken) => ListOffsetsAsync(OffsetSpec.Latest(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> LowWatermarksAsync(CancellationToken cancellationToken) => ListOffsetsAsync(OffsetSpec.Earliest(), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_admin.IsValueCreated)
            _admin.Value.Dispose();
    }

    private async Task<IReadOnlyDictionary<int, long>> ListOffsetsAsync(OffsetSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var partitions = await PartitionsAsync(cancellationToken).ConfigureAwait(false);

            // Read uncommitted: the end of the log, not the last stable offset; trades of open transactions lie below it.
            var answer = await _admin.Value.ListOffsetsAsync(
                partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = spec }),
                new ListOffsetsOptions { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = _connection.RequestTimeout }).WaitAsync(cancellationToken).ConfigureAwait(false);
            return answer.ResultInfos.ToDictionary(
                static i => i.TopicPartitionOffsetError.Partition.Value,
                static i => i.TopicPartitionOffsetError.Offset.Value);
        }
        catch (KafkaException e)
        {
            throw FeedErrors.OfQuestion(Cause(e), _connection, _topic);
        }
    }

    private async Task<IEnumerable<TopicPartition>> PartitionsAsync(CancellationToken cancellationToken)
    {
        var answer = await _admin.Value.DescribeTopicsAsync(
            TopicCollection.OfTopicNames([_topic]),
            new DescribeTopicsOptions { RequestTimeout = _connection.RequestTimeout }).WaitAsync(cancellationToken).ConfigureAwait(false);
        return answer.TopicDescriptions[0].Partitions.Select(p => new TopicPartition(_topic, p.Partition));
    }

    /// <summary>The client wraps the errors of single topics and partitions; the first one tells more than the wrapping.</summary>
    private static KafkaException Cause(KafkaException e)
    {
        var error = e switch
        {
            DescribeTopicsException d => d.Results.TopicDescriptions.Select(static t => t.Error).FirstOrDefault(static t => t.IsError),
            ListOffsetsException l => l.Result.ResultInfos.Select(static i => i.TopicPartitionOffsetError.Error).FirstOrDefault(static t => t.IsError),
            _ => null,
        };
        return error is null ? e : new KafkaException(error, e);
    }
}

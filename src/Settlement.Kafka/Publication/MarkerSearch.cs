using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Settlement.Domain.Settle;
using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Publication;

/// <summary>
/// Looks for a run's marker on the runs topic, committed records only, up to the high watermarks.
/// </summary>
/// <remarks>
/// The last stable offset would not be far enough: the runs topic is shared, and while another run's transaction is open in front of it,
/// our own committed marker cannot be seen. So the search waits for the fate of every transaction that was open when it began.
/// </remarks>
internal sealed class MarkerSearch(PublicationOptions options, string topic, ILogger logger)
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShownAfter = TimeSpan.FromSeconds(3);

    /// <summary>The digest of the run's marker; null when there is none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="ends">High watermarks of the runs topic.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal string? Find(RunKey run, IReadOnlyDictionary<int, long> ends, CancellationToken cancellationToken)
    {
        var key = Encoding.UTF8.GetBytes(RunMarker.KeyOf(run));
        var open = ends.Where(static e => e.Value > 0).ToDictionary();
        using var consumer = new ConsumerBuilder<byte[], byte[]>(KafkaConfigs.Consumer(options.Connection, "settlement-marker-search"))
            .SetErrorHandler((_, error) => logger.WaitingForKafka(options.Connection.BootstrapServers, error.Reason))
            .SetLogHandler((_, message) => logger.Client(message.Facility, message.Message))
            .Build();
        consumer.Assign(open.Keys.Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        string? found = null;
        var silence = TimeSpan.Zero;
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = consumer.Consume(PollTime);
            if (result is null)
            {
                silence += PollTime;
                if (silence > ShownAfter)
                {
                    logger.WaitingForMarkers(topic);
                    silence = TimeSpan.Zero;
                }

                continue;
            }

            if (!result.IsPartitionEOF && key.AsSpan().SequenceEqual(result.Message.Key))
                found = DigestOf(result);
            var next = result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1;
            if (open.TryGetValue(result.Partition.Value, out var end) && next >= end)
                open.Remove(result.Partition.Value);
        }

        return found;
    }

    private string DigestOf(ConsumeResult<byte[], byte[]> result)
    {
        try
        {
            if (result.Message.Value is { } value && RunMarker.DigestOf(value) is { } digest)
                return digest;
        }
        catch (JsonException e)
        {
            throw PublicationErrors.NotAMarker(topic, result.Partition.Value, result.Offset.Value, e);
        }

        throw PublicationErrors.NotAMarker(topic, result.Partition.Value, result.Offset.Value, inner: null);
    }
}

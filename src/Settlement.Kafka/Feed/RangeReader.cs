using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Settlement.Domain.Reference;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Feed;

/// <summary>Reads a range of one partition by assignment, outside of the consumer group.</summary>
internal static class RangeReader
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(50);
    private const int PatientPolls = 100;

    internal static async IAsyncEnumerable<FeedBatch> ReadAsync(
        TradeFeedOptions options, ReferenceData reference, int partition, long from, long to, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (from >= to)
            yield break;
        var slot = new DecodingSlot(options.Format, reference);
        FeedException? failure = null;
        var emptyPolls = 0;
        using var consumer = new ConsumerBuilder<Ignore, bool>(KafkaConfigs.Consumer(options.Connection, options.GroupId))
            .SetValueDeserializer(slot)
            .SetErrorHandler((_, error) =>
            {
                if (failure is null or { Reason: FeedFailure.KafkaUnavailable })
                    failure = FeedErrors.Of(error, options.Connection, options.Topic) ?? failure;
            })
            .SetLogHandler((_, message) => logger.Client(message.Facility, message.Message))
            .Build();
        consumer.Assign(new TopicPartitionOffset(options.Topic, partition, from));
        var batch = new FeedBatch(options.BatchSize);
        for (var position = from; position < to;)
        {
            batch.Clear();
            var start = position;
            position = await Task.Run(() => Fill(consumer, slot, batch, start, to, options, cancellationToken), cancellationToken).ConfigureAwait(false);
            // A connection that was lost comes back by itself as a rule; the one that does not is given up.
            emptyPolls = position > start ? 0 : emptyPolls + 1;
            if (failure is not null && (failure.Reason != FeedFailure.KafkaUnavailable || emptyPolls > PatientPolls))
                throw failure;
            if (position > start)
                failure = null;
            if (batch.Count > 0 || batch.Positions.Count > 0)
                yield return batch;
        }
    }

    /// <summary>Fills the batch with what is there; returns the offset below which everything was handed over.</summary>
    private static long Fill(
        IConsumer<Ignore, bool> consumer, DecodingSlot slot, FeedBatch batch, long position, long to, TradeFeedOptions options, CancellationToken cancellationToken)
    {
        while (position < to && batch.Count < options.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Poll(consumer, batch.Count == 0 ? PollTime : TimeSpan.Zero, position, options);
            if (result is null)
                return position;
            if (result.IsPartitionEOF || result.Offset.Value >= to)
            {
                position = Math.Min(result.Offset.Value, to);
                batch.Positions.Add((result.Partition.Value, position));
                return position;
            }

            slot.AppendTo(batch, result.Partition.Value, result.Offset.Value);
            position = result.Offset.Value + 1;
        }

        return position;
    }

    private static ConsumeResult<Ignore, bool>? Poll(IConsumer<Ignore, bool> consumer, TimeSpan timeout, long position, TradeFeedOptions options)
    {
        try
        {
            return consumer.Consume(timeout);
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            var partition = new TopicPartition(options.Topic, e.ConsumerRecord.Partition);
            var log = consumer.QueryWatermarkOffsets(partition, options.Connection.RequestTimeout);
            throw FeedErrors.RangeLost(options.Topic, partition.Partition.Value, position, log.Low.Value, log.High.Value, e);
        }
        catch (ConsumeException e)
        {
            throw FeedErrors.OfQuestion(e, options.Connection, options.Topic);
        }
    }
}

using Microsoft.Extensions.Logging;
using Settlement.Domain.Reference;
using Settlement.Engine.Ports;

namespace Settlement.Kafka.Feed;

/// <summary>Reads the trade topic of a Kafka cluster under a run's frozen reference data.</summary>
public sealed class KafkaTradeFeedSource(TradeFeedOptions options, ReferenceData reference, TimeProvider time, ILogger<KafkaTradeFeedSource> logger)
    : ITradeFeedSource
{
    /// <inheritdoc/>
    public string Topic => options.Topic;

    /// <inheritdoc/>
    public ITradeFeed Open(IResume resume)
    {
        var pool = new BatchPool(options.BatchCount, options.BatchSize);
        var stop = new CancellationTokenSource();
        var loader = new BookLoader(resume, options.Topic, time, logger);
        var loop = new ConsumeLoop(options, loader, pool, new DecodingSlot(options.Format, reference), logger, stop.Token);
        logger.FeedOpened(options.Topic, options.GroupId, options.GroupInstanceId);
        return new KafkaTradeFeed(loop, pool, stop);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<FeedBatch> ReadRangeAsync(int partition, long from, long to, CancellationToken cancellationToken) =>
        RangeReader.ReadAsync(options, reference, partition, from, to, logger, cancellationToken);
}

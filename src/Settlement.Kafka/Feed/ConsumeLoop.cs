using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Feed;

/// <summary>
/// The consuming thread: everything that touches the consumer happens on it, rebalance handlers included.
/// </summary>
/// <remarks>
/// Positions rest on the end-of-partition event. librdkafka raises it when a fetch from its next fetch offset brings nothing and that offset
/// has reached the last stable offset; control records and aborted records have moved the fetch offset, and what they enclose lies before the
/// event in the same queue. So the event's offset n means: all committed records below n were handed over, and n ≤ last stable offset. The event
/// comes again whenever the fetch offset reaches a further end. Tests hold the client to this (<c>FeedPositionTests</c>).
/// </remarks>
internal sealed class ConsumeLoop
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StallTime = TimeSpan.FromSeconds(5);

    private readonly TradeFeedOptions _options;
    private readonly BookLoader _loader;
    private readonly BatchPool _pool;
    private readonly DecodingSlot _slot;
    private readonly ILogger _logger;
    private readonly CancellationToken _stop;
    private readonly Channel<FeedItem> _items = Channel.CreateUnbounded<FeedItem>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly ConcurrentQueue<PartitionCommand> _commands = [];
    private readonly Dictionary<int, Reading> _readings = [];
    private readonly List<FeedItem> _happened = [];
    private readonly HashSet<FeedFailure> _reported = [];
    private IConsumer<Ignore, bool> _consumer = null!;
    private FeedBatch? _batch;
    private FeedException? _fatal;
    private bool _hasContact;
    private long _lag;

    internal ConsumeLoop(TradeFeedOptions options, BookLoader loader, BatchPool pool, DecodingSlot slot, ILogger logger, CancellationToken stop)
    {
        (_options, _loader, _pool, _slot, _logger, _stop) = (options, loader, pool, slot, logger, stop);
    }

    internal ChannelReader<FeedItem> Items => _items.Reader;

    internal long Lag => Volatile.Read(ref _lag);

    internal void Send(PartitionCommand command) => _commands.Enqueue(command);

    /// <summary>Runs until it is stopped or fails; the channel ends with the failure.</summary>
    internal void Run()
    {
        FeedException? failure = null;
        try
        {
            using (_consumer = Build())
            {
                try
                {
                    _consumer.Subscribe(_options.Topic);
                    Consume();
                }
                finally
                {
                    Leave();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped: whoever disposed the feed reads no more.
        }
        catch (FeedException e)
        {
            failure = e;
        }
        catch (KafkaException e)
        {
            failure = FeedErrors.Of(e.Error, _options.Connection, _options.Topic, e) ?? FeedErrors.Broken(e.Message, e);
        }
        catch (Exception e)
        {
            failure = FeedErrors.Broken(e.Message, e);
        }

        if (failure is not null)
            _logger.FeedFailed(_options.Topic, failure);
        _items.Writer.Complete(failure);
    }

    private IConsumer<Ignore, bool> Build()
    {
        var config = KafkaConfigs.Consumer(_options.Connection, _options.GroupId);
        config.GroupInstanceId = _options.GroupInstanceId;

        // Not cooperative: there a static member that dies between the two halves of a rebalance, and is back in time, leaves partitions to nobody (RebalanceTests).
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range;
        config.SessionTimeoutMs = (int)_options.SessionTimeout.TotalMilliseconds;

        // Members learn of a rebalance by their heartbeats, so these also bound how long one takes.
        config.HeartbeatIntervalMs = Math.Clamp((int)(_options.SessionTimeout.TotalMilliseconds / 4), 100, 1000);
        return new ConsumerBuilder<Ignore, bool>(config)
            .SetValueDeserializer(_slot)
            .SetPartitionsAssignedHandler((_, partitions) => OnAssigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => OnRevoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => OnRevoked(partitions))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => _logger.Client(message.Facility, message.Message))
            .Build();
    }

    // A consumer that has failed cannot be closed in good order; what it failed of is the news, not that.
    private void Leave()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException e)
        {
            _logger.FeedTrouble(_options.Topic, e.Error.Code.ToString(), e.Error.Reason);
        }
    }

    private void Consume()
    {
        while (!_stop.IsCancellationRequested)
        {
            ExecuteCommands();
            _batch ??= _pool.Take(StallTime, _stop);
            if (_batch is null)
            {
                WaitPaused();
                continue;
            }

            var isFresh = _batch.Count == 0;
            var result = Poll(isFresh ? PollTime : TimeSpan.Zero);
            TellWhatHappened();
            if (result is not null)
                Take(result);
            if (_batch is not null && (_batch.Count == _options.BatchSize || (result is null or { IsPartitionEOF: true })))
                HandOver();
        }
    }

    private ConsumeResult<Ignore, bool>? Poll(TimeSpan timeout)
    {
        ConsumeResult<Ignore, bool>? result = null;
        try
        {
            result = _consumer.Consume(timeout);
        }
        catch (ConsumeException e)
        {
            OnConsumeError(e);
        }

        return _fatal is null ? result : throw _fatal;
    }

    private void Take(ConsumeResult<Ignore, bool> result)
    {
        if (!_readings.TryGetValue(result.Partition.Value, out var reading))
            return;
        _hasContact = true;
        _reported.Clear();
        _batch ??= TakeBatch();
        if (result.IsPartitionEOF)
        {
            reading.Position = result.Offset.Value;
            _batch.Positions.Add((result.Partition.Value, result.Offset.Value));
            return;
        }

        reading.Position = result.Offset.Value + 1;
        _slot.AppendTo(_batch, result.Partition.Value, result.Offset.Value);
    }

    // A record came with a rebalance in one poll: the batch before it is gone, and the record must not be.
    private FeedBatch TakeBatch() => _pool.Take(Timeout.InfiniteTimeSpan, _stop)!;

    /// <summary>Events of handlers go out after the records that were read before them, and before those read after them.</summary>
    private void TellWhatHappened()
    {
        if (_happened.Count == 0)
            return;
        HandOver();
        foreach (var item in _happened)
            _items.Writer.TryWrite(item);
        _happened.Clear();
    }

    private void HandOver()
    {
        if (_batch is null || (_batch.Count == 0 && _batch.Positions.Count == 0))
            return;
        _items.Writer.TryWrite(FeedItem.Of(_batch));
        _batch = null;
        MeasureLag();
    }

    private void MeasureLag()
    {
        var lag = 0L;
        foreach (var (partition, reading) in _readings)
        {
            var high = _consumer.GetWatermarkOffsets(new TopicPartition(_options.Topic, partition)).High;
            lag += high == Offset.Unset ? 0 : Math.Max(0, high.Value - reading.Position);
        }

        Volatile.Write(ref _lag, lag);
    }

    /// <summary>Nobody takes batches: polling goes on, without records, so that the group does not drop this member.</summary>
    private void WaitPaused()
    {
        _logger.FeedStalled(_options.Topic, StallTime.TotalSeconds);
        var paused = Running();
        _consumer.Pause(paused);
        while (_batch is null && (_batch = _pool.Take(TimeSpan.Zero, _stop)) is null)
        {
            // Partitions that were assigned meanwhile may bring a record; it waits for a batch like the others.
            if (Poll(PollTime) is { } result)
                Take(result);
            TellWhatHappened();
        }

        _consumer.Resume(Running().Where(paused.Contains));
    }

    private List<TopicPartition> Running() =>
        [.. _readings.Where(static r => !r.Value.IsPaused).Select(r => new TopicPartition(_options.Topic, r.Key))];

    private void ExecuteCommands()
    {
        for (var count = _commands.Count; count > 0 && _commands.TryDequeue(out var command); count--)
        {
            if (!TryExecute(command))
                _commands.Enqueue(command);
        }
    }

    /// <summary>False when it is too early: the client has not begun to fetch the partition yet.</summary>
    private bool TryExecute(PartitionCommand command)
    {
        if (!_readings.TryGetValue(command.Partition, out var reading) || reading.Generation != command.Generation)
            return true;
        var partition = new TopicPartition(_options.Topic, command.Partition);
        if (!command.IsReload)
        {
            reading.IsPaused = true;
            _consumer.Pause([partition]);
            return true;
        }

        var loaded = _loader.Load([command.Partition], _stop);
        try
        {
            _consumer.Seek(new TopicPartitionOffset(partition, loaded[0].Book.NextOffset));
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_PrevInProgress)
        {
            return false;
        }

        if (reading.IsPaused)
            _consumer.Resume([partition]);
        _readings[command.Partition] = new Reading(loaded[0]);
        _happened.Add(FeedItem.OfAssigned(loaded));
        TellWhatHappened();
        return true;
    }

    private List<TopicPartitionOffset> OnAssigned(List<TopicPartition> partitions)
    {
        _hasContact = true;
        _reported.Clear();
        if (partitions.Count == 0)
            return [];
        var loaded = _loader.Load(partitions.Select(static p => p.Partition.Value), _stop);
        foreach (var book in loaded)
            _readings[book.Book.Partition] = new Reading(book);
        _happened.Add(FeedItem.OfAssigned(loaded));
        return [.. loaded.Select(l => new TopicPartitionOffset(_options.Topic, l.Book.Partition, l.Book.NextOffset))];
    }

    private void OnRevoked(IEnumerable<TopicPartitionOffset> partitions) => LetGo(partitions.Select(static p => p.Partition.Value));

    private void LetGo(IEnumerable<int> partitions)
    {
        int[] gone = [.. partitions.Where(_readings.Remove)];
        if (gone.Length == 0)
            return;
        _logger.PartitionsRevoked(_options.Topic, string.Join(", ", gone));
        _happened.Add(FeedItem.OfRevoked(gone));
    }

    private void OnError(Error error)
    {
        var failure = FeedErrors.Of(error, _options.Connection, _options.Topic);
        if (failure is { CanRetry: false })
            _fatal ??= failure;
        else if (failure is null || (failure.Reason == FeedFailure.KafkaUnavailable && _hasContact))
            _logger.WaitingForKafka(_options.Connection.BootstrapServers, error.Reason);
        else if (_reported.Add(failure.Reason))
            _happened.Add(FeedItem.Of(failure));
    }

    private void OnConsumeError(ConsumeException e)
    {
        switch (e.Error.Code)
        {
            case ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange:
                throw RangeLost(e);
            case ErrorCode.Local_MaxPollExceeded:
                // The group has taken everything away, and says so by this error alone.
                LetGo([.. _readings.Keys]);
                break;
        }

        if (FeedErrors.Of(e.Error, _options.Connection, _options.Topic, e) is null)
            _logger.FeedTrouble(_options.Topic, e.Error.Code.ToString(), e.Error.Reason);
        else
            OnError(e.Error);
    }

    private FeedException RangeLost(ConsumeException e)
    {
        var partition = e.ConsumerRecord.TopicPartition;
        var wanted = _readings.TryGetValue(partition.Partition.Value, out var reading) ? reading.Position : e.ConsumerRecord.Offset.Value;
        var log = _consumer.QueryWatermarkOffsets(new TopicPartition(_options.Topic, partition.Partition), _options.Connection.RequestTimeout);
        return FeedErrors.RangeLost(_options.Topic, partition.Partition.Value, wanted, log.Low.Value, log.High.Value, e);
    }

    /// <summary>An assigned partition as it is being read.</summary>
    private sealed class Reading(LoadedBook loaded)
    {
        internal long Generation { get; } = loaded.Generation;

        internal long Position { get; set; } = loaded.Book.NextOffset;

        internal bool IsPaused { get; set; }
    }
}

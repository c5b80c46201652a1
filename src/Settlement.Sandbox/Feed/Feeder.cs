using System.Text;
using Confluent.Kafka;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Feed;

/// <summary>
/// Plays the venue: numbers trades and sends them into the trade topic, with disturbances on request. It goes on numbering where it was, so a
/// trading day may be sent in parts. Not for several threads at once.
/// </summary>
public sealed class Feeder : IAsyncDisposable
{
    private static readonly TimeSpan KafkaPatience = TimeSpan.FromSeconds(30);
    private readonly FeederOptions _options;
    private readonly TimeProvider _time;
    private readonly VenueGateway _gateway;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly string _transactionalId = "settlement-sandbox-feeder-" + Guid.NewGuid().ToString("n");
    private readonly List<NumberedRecord> _skipped = [];
    private IProducer<byte[], byte[]>? _aborting;
    private IProducer<byte[], byte[]>? _open;
    private Exception? _failure;

    private Feeder(FeederOptions options, int partitions, TimeProvider time)
    {
        _options = options;
        _time = time;
        _gateway = new VenueGateway(partitions, options.Partitioning);
        _producer = Producer(transactionalId: null);
    }

    /// <summary>Makes a feeder for an existing topic.</summary>
    /// <exception cref="SandboxException">The topic does not exist, or no broker answers.</exception>
    public static async Task<Feeder> OpenAsync(FeederOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var partitions = await Task.Run(() => TopicPartitions.Count(options.BootstrapServers, options.Topic, KafkaPatience), cancellationToken);
        return new Feeder(options, partitions, time);
    }

    /// <summary>Numbers trades and sends them as the plan says.</summary>
    /// <param name="trades">Trades and busts in the order of the venue; their own numbers are ignored.</param>
    /// <param name="plan">The disturbances.</param>
    /// <param name="cancellationToken">Ends the sending; what was sent stays sent.</param>
    /// <exception cref="SandboxException">Kafka did not take a record.</exception>
    public async Task<FeedReport> SendAsync(IEnumerable<TradeMessage> trades, FeedPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trades);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.OpenTransaction > 0 && _open is not null)
            throw new InvalidOperationException("A transaction is open already: commit or abort it first.");
        var pace = new FeedPace(plan.Rate, _time);
        var report = new FeedReport(0, 0, 0, 0, 0);
        foreach (var step in FeedScript.Write([.. trades.Select(_gateway.Number)], plan))
        {
            await pace.WaitAsync(step.Records.Count, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            report = Do(step, report);
        }
        await FlushAsync(cancellationToken);
        return report;
    }

    /// <summary>Ends a trading day: sends every partition's control totals.</summary>
    public Task EndSessionAsync(DateOnly tradingDay, CancellationToken cancellationToken)
    {
        foreach (var record in _gateway.EndSession(tradingDay))
            Send(_producer, record);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Sends what plans left out, late.</summary>
    /// <returns>How many records.</returns>
    public async Task<int> SendSkippedAsync(CancellationToken cancellationToken)
    {
        foreach (var record in _skipped)
            Send(_producer, record);
        await FlushAsync(cancellationToken);
        var sent = _skipped.Count;
        _skipped.Clear();
        return sent;
    }

    /// <summary>Sends bytes as they are, for records that no venue should send.</summary>
    /// <param name="partition">Where to.</param>
    /// <param name="value">The record's value.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task SendRawAsync(int partition, byte[] value, CancellationToken cancellationToken)
    {
        Produce(_producer, partition, new Message<byte[], byte[]> { Value = value });
        return FlushAsync(cancellationToken);
    }

    /// <summary>Commits the open transaction: its trades become visible.</summary>
    public void CommitOpenTransaction() => EndOpenTransaction(producer => producer.CommitTransaction(KafkaPatience));

    /// <summary>Aborts the open transaction: its trades were never sent.</summary>
    public void AbortOpenTransaction() => EndOpenTransaction(producer => producer.AbortTransaction(KafkaPatience));

    /// <summary>Closes the producers. An open transaction is left to its fate: the broker aborts it when its time is over.</summary>
    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        _aborting?.Dispose();
        _open?.Dispose();
        return ValueTask.CompletedTask;
    }

    private FeedReport Do(FeedStep step, FeedReport report)
    {
        switch (step.Kind)
        {
            case FeedStepKind.Send:
                foreach (var record in step.Records)
                    Send(_producer, record);
                return step.IsDuplicate
                    ? report with { Duplicates = report.Duplicates + step.Records.Count }
                    : report with { Trades = report.Trades + step.Records.Count };
            case FeedStepKind.SendAndAbort:
                _aborting ??= TransactionalProducer("aborting");
                SendInTransaction(_aborting, step.Records);
                _aborting.AbortTransaction(KafkaPatience);
                return report with { AbortedRecords = report.AbortedRecords + step.Records.Count };
            case FeedStepKind.SendAndLeaveOpen:
                _open = TransactionalProducer("open");
                SendInTransaction(_open, step.Records);
                return report with { Trades = report.Trades + step.Records.Count, Open = step.Records.Count };
            case FeedStepKind.Skip:
                _skipped.AddRange(step.Records);
                return report with { Skipped = report.Skipped + step.Records.Count };
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step.Kind, "No such step.");
        }
    }

    private void SendInTransaction(IProducer<byte[], byte[]> producer, IReadOnlyList<NumberedRecord> records)
    {
        producer.BeginTransaction();
        foreach (var record in records)
            Send(producer, record);
        // An abort right away would only empty the producer's queue: the records must be in the log.
        producer.Flush(KafkaPatience);
        ThrowOnFailure();
    }

    private void EndOpenTransaction(Action<IProducer<byte[], byte[]>> end)
    {
        if (_open is not { } producer)
            throw new InvalidOperationException("No transaction is open.");
        end(producer);
        producer.Dispose();
        _open = null;
    }

    private void Send(IProducer<byte[], byte[]> producer, NumberedRecord record) => Produce(producer, record.Partition, new Message<byte[], byte[]>
    {
        Key = record.Message.Instrument is { } instrument ? Encoding.UTF8.GetBytes(instrument) : null!,
        Value = TradeEncoder.Encode(record.Message, _options.Format),
    });

    private void Produce(IProducer<byte[], byte[]> producer, int partition, Message<byte[], byte[]> message)
    {
        var place = new TopicPartition(_options.Topic, partition);
        while (true)
        {
            try
            {
                producer.Produce(place, message, Delivered);
                return;
            }
            catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(KafkaPatience);
            }
            catch (ProduceException<byte[], byte[]> fatal)
            {
                throw NotTaken(fatal);
            }
        }
    }

    private void Delivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
            _failure = new KafkaException(report.Error);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => _producer.Flush(cancellationToken), cancellationToken);
        ThrowOnFailure();
    }

    private void ThrowOnFailure()
    {
        if (_failure is { } failure)
            throw NotTaken(failure);
    }

    private SandboxException NotTaken(Exception failure) =>
        new($"Topic {_options.Topic} at {_options.BootstrapServers} did not take a record: {failure.Message}.", failure);

    private IProducer<byte[], byte[]> TransactionalProducer(string purpose)
    {
        var producer = Producer($"{_transactionalId}-{purpose}");
        producer.InitTransactions(KafkaPatience);
        return producer;
    }

    private IProducer<byte[], byte[]> Producer(string? transactionalId) =>
        new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = _options.BootstrapServers,
            EnableIdempotence = transactionalId is not null || _options.Idempotent,
            TransactionalId = transactionalId,
            TransactionTimeoutMs = transactionalId is null ? null : (int)_options.TransactionTimeout.TotalMilliseconds,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
        })
            // What matters comes as an exception or in a delivery report; the rest is chatter about retries.
            .SetLogHandler((_, _) => { })
            .Build();
}

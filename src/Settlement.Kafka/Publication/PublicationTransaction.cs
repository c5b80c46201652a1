using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Publication;

/// <summary>One producer and its only transaction.</summary>
internal sealed class PublicationTransaction : IDisposable
{
    private const int RowsPerProgress = 100_000;
    private static readonly TimeSpan InitialiseSlice = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan InitialiseTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(100);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly string _transactionalId;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal PublicationTransaction(PublicationOptions options, string transactionalId, TimeProvider time, ILogger logger)
    {
        (_transactionalId, _time, _logger) = (transactionalId, time, logger);
        var config = KafkaConfigs.TransactionalProducer(options.Connection, transactionalId, options.TransactionTimeout);
        _producer = new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => logger.WaitingForKafka(options.Connection.BootstrapServers, error.Reason))
            .SetLogHandler((_, message) => logger.Client(message.Facility, message.Message))
            .Build();
    }

    /// <summary>Fences earlier owners of the transactional id and waits for the fate of their transaction.</summary>
    internal void Initialise(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _producer.InitTransactions(InitialiseSlice);
                return;
            }
            catch (KafkaRetriableException) when (_time.GetElapsedTime(started) < InitialiseTimeout)
            {
                _logger.WaitingForCoordinator(_transactionalId);
            }
        }
    }

    /// <summary>Sends the rows, calls back, commits. Any failure before the commit leaves nothing visible.</summary>
    internal async Task SendAndCommitAsync(List<OutgoingRow> rows, Func<CancellationToken, Task> beforeCommit, CancellationToken cancellationToken)
    {
        _producer.BeginTransaction();
        try
        {
            await Task.Run(() => Send(rows, cancellationToken), cancellationToken).ConfigureAwait(false);
            await beforeCommit(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e)
        {
            Abort(e);
            throw;
        }

        // From here on there is no way back: the commit is not cancelled, and its outcome is never guessed.
        await Task.Run(Commit, CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose() => _producer.Dispose();

    private void Send(List<OutgoingRow> rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SendRow(rows[i], cancellationToken);
            if ((i + 1) % RowsPerProgress == 0)
                _logger.Publishing(i + 1, rows.Count);
        }

        _producer.Flush(cancellationToken);
    }

    private void SendRow(in OutgoingRow row, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _producer.Produce(row.Topic, new Message<byte[], byte[]> { Key = row.Key, Value = row.Value });
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _producer.Poll(QueueFullPause);
            }
        }
    }

    private void Commit()
    {
        while (true)
        {
            try
            {
                _producer.CommitTransaction();
                return;
            }
            catch (KafkaRetriableException e)
            {
                _logger.CommitRepeated(_transactionalId, e.Error.Reason);
            }
            catch (KafkaTxnRequiresAbortException e)
            {
                Abort(e);
                throw;
            }
        }
    }

    // An abort that fails costs readers a wait, and nothing else: the successor's initialisation, or the broker's timeout, aborts it.
    private void Abort(Exception cause)
    {
        try
        {
            _producer.AbortTransaction(AbortTimeout);
            _logger.Aborted(_transactionalId, cause.Message);
        }
        catch (KafkaException e)
        {
            _logger.AbortFailed(_transactionalId, e);
        }
    }
}

using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Publication;

/// <summary>Publishes a result in one Kafka transaction of a producer of its own.</summary>
/// <remarks>
/// Why there is one publication, whoever dies when:
/// 1. The transactional id belongs to the run. Initialising it fences every earlier publisher of the run and waits until its transaction is
///    committed or aborted: afterwards the runs topic says the truth, and nobody else can change it.
/// 2. If the marker is there, the earlier publisher's transaction was committed, rows and all.
/// 3. Otherwise rows and marker go in one transaction.
/// A producer is used for one transaction: an old request that is still on its way then carries an old epoch and is refused, which a client
/// without KIP-890 cannot have otherwise.
/// </remarks>
public sealed class KafkaPublication(PublicationOptions options, TimeProvider time, ILogger<KafkaPublication> logger) : IPublication
{
    private readonly PublicationTopics _topics = new(options, time, logger);

    /// <summary>The transactional id of a run's publication.</summary>
    public static string TransactionalIdOf(RunKey run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return "settlement-" + run.Market + "-" + run.TradingDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "-r" + run.Revision.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async Task<PublicationOutcome> PublishAsync(SettlementResult result, RevisionDifference? difference, Func<CancellationToken, Task> beforeCommit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(beforeCommit);
        var rows = PublicationRows.Of(result, difference, _topics);
        var step = "creating the topics";
        try
        {
            using var admin = new AdminClientBuilder(KafkaConfigs.Admin(options.Connection))
                .SetErrorHandler((_, error) => logger.WaitingForKafka(options.Connection.BootstrapServers, error.Reason))
                .SetLogHandler((_, message) => logger.Client(message.Facility, message.Message))
                .Build();
            await _topics.EnsureAsync(admin, cancellationToken).ConfigureAwait(false);

            step = "fencing earlier publishers";
            using var transaction = new PublicationTransaction(options, TransactionalIdOf(result.Key), time, logger);
            await Task.Run(() => transaction.Initialise(cancellationToken), cancellationToken).ConfigureAwait(false);

            step = "looking for the run's marker";
            var ends = await _topics.EndsOfRunsAsync(admin, cancellationToken).ConfigureAwait(false);
            var search = new MarkerSearch(options, _topics.Runs, logger);
            var published = await Task.Run(() => search.Find(result.Key, ends, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (published is not null)
            {
                return published == result.Digest
                    ? PublicationOutcome.AlreadyPublished
                    : throw PublicationErrors.OtherDigest(result.Key.ToString(), _topics.Runs, published, result.Digest);
            }

            step = "sending and committing";
            await transaction.SendAndCommitAsync(rows, beforeCommit, cancellationToken).ConfigureAwait(false);
            logger.Published(result.Key.ToString(), rows.Count);
            return PublicationOutcome.Published;
        }
        catch (KafkaException e)
        {
            throw PublicationErrors.Of(e, options.Connection, step);
        }
    }
}

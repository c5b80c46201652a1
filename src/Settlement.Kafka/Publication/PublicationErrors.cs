using Confluent.Kafka;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Publication;

/// <summary>
/// What errors of the client mean for a publication. Each attempt has a producer of its own, so an attempt after nearly any of them can succeed:
/// it first finds out whether this one was committed.
/// </summary>
internal static class PublicationErrors
{
    internal static PublicationException Of(KafkaException e, KafkaConnection connection, string step) => e.Error.Code switch
    {
        // PRODUCER_FENCED in answer to a produce request is not recognised by the client; it comes as an abortable error with that code.
        ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch => new PublicationException(
            $"Publication: {step}: another publisher of this run has taken over, or the broker ended the transaction for taking too long ({e.Error.Reason}). Nothing of this attempt is visible.",
            isFenced: true,
            canRetry: false,
            e),
        ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
            or ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => Retriable(
            $"Publication: {step}: Kafka at {connection.BootstrapServers} refuses access ({e.Error.Reason}). Grant the rights to the publication's topics and transactional id; it is tried again.",
            e),
        ErrorCode.InvalidTransactionTimeout => Final(
            $"Publication: {step}: the broker's transaction.max.timeout.ms is less than the publication's transaction timeout ({e.Error.Reason}). Raise the one or lower the other.",
            e),
        _ => Retriable($"Publication: {step}: {e.Error.Reason} ({e.Error.Code}) at {connection.BootstrapServers}. It is tried again, after a look whether it was committed.", e),
    };

    internal static PublicationException TopicsRefused(KafkaConnection connection, IReadOnlyList<string> topics, Error error, Exception inner) => Retriable(
        $"Publication: topics {string.Join(", ", topics)} do not exist on Kafka at {connection.BootstrapServers} and cannot be created ({error.Reason}). Create them, or grant the right to; it is tried again.",
        inner);

    internal static PublicationException OtherDigest(string run, string topic, string published, string wanted) => Final(
        $"Publication: {run} is on topic {topic} already, with digest {published}; the ledger has {wanted}. Nothing is published. Two results for one day must never be: find out which is right before anything else.");

    internal static PublicationException NotAMarker(string topic, int partition, long offset, Exception? inner) => Final(
        FormattableString.Invariant($"Publication: topic {topic}, partition {partition}, offset {offset} has the key of this run but is not a marker. Nothing is published. Find out who wrote it."),
        inner);

    internal static PublicationException Retriable(string message, Exception? inner = null) => new(message, isFenced: false, canRetry: true, inner);

    private static PublicationException Final(string message, Exception? inner = null) => new(message, isFenced: false, canRetry: false, inner);
}

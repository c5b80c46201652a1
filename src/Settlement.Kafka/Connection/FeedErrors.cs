using Confluent.Kafka;
using Settlement.Engine.Ports;

namespace Settlement.Kafka.Connection;

/// <summary>What errors of the client mean for a reader of the trade topic.</summary>
internal static class FeedErrors
{
    internal static FeedException Unavailable(KafkaConnection connection, string detail, Exception? inner = null) => new(
        $"Kafka at {connection.BootstrapServers} cannot be reached: {detail}. Check the address, the network and the brokers; the connection is tried again.",
        FeedFailure.KafkaUnavailable,
        canRetry: true,
        inner);

    internal static FeedException TopicAbsent(KafkaConnection connection, string topic, Exception? inner = null) => new(
        $"Topic {topic} does not exist on Kafka at {connection.BootstrapServers}. Create it, or correct the name in the resource; it is looked for again.",
        FeedFailure.TopicAbsent,
        canRetry: true,
        inner);

    internal static FeedException AccessDenied(KafkaConnection connection, string detail, Exception? inner = null) => new(
        $"Kafka at {connection.BootstrapServers} refuses access: {detail}. Check the credentials and the rights to read the trade topic and to join the consumer group; it is tried again.",
        FeedFailure.AccessDenied,
        canRetry: true,
        inner);

    internal static FeedException Fenced(string detail, Exception? inner = null) => new(
        $"Another process joined the consumer group under this pod's identity: {detail}. This one must stop; the other one reads on.",
        FeedFailure.Fenced,
        canRetry: false,
        inner);

    internal static FeedException RangeLost(string topic, int partition, long wanted, long low, long high, Exception? inner = null) => new(
        FormattableString.Invariant($"Topic {topic}, partition {partition}: reading must go on at offset {wanted}, but the log holds {low} to below {high}. ")
        + (wanted < low ? "Records of the day are deleted; raise the topic's retention. " : "The log was cut or the topic made anew. ")
        + "The day cannot be settled from the feed; settle it from the trade store.",
        FeedFailure.RangeLost,
        canRetry: false,
        inner);

    internal static FeedException Broken(string detail, Exception? inner = null) =>
        new($"The feed cannot go on: {detail}. See the cause; the settler starts over.", FeedFailure.Broken, canRetry: false, inner);

    /// <summary>The failure behind an error; null when the client goes on by itself and nobody needs to know more than the log.</summary>
    internal static FeedException? Of(Error error, KafkaConnection connection, string topic, Exception? inner = null) => error.Code switch
    {
        ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve => Unavailable(connection, error.Reason, inner),
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicId => TopicAbsent(connection, topic, inner),
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.TopicAuthorizationFailed
            or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => AccessDenied(connection, error.Reason, inner),
        ErrorCode.FencedInstanceId or ErrorCode.UnreleasedInstanceId => Fenced(error.Reason, inner),
        _ when error.IsFatal => Broken(error.Reason, inner),
        _ => null,
    };

    /// <summary>The failure of a question that got no answer.</summary>
    internal static FeedException OfQuestion(KafkaException exception, KafkaConnection connection, string topic) =>
        Of(exception.Error, connection, topic, exception) ?? Unavailable(connection, exception.Error.Reason, exception);
}

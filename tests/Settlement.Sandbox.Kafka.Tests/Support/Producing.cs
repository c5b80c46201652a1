using Confluent.Kafka;

namespace Settlement.KafkaSuite.Support;

/// <summary>Short forms of what tests do with a producer.</summary>
internal static class Producing
{
    /// <summary>Writes texts one after the other, each acknowledged before the next; gives the last one's offset.</summary>
    public static async Task<long> WriteAsync(this IProducer<string?, byte[]> producer, string topic, int partition, params IEnumerable<string> texts)
    {
        var last = -1L;
        foreach (var text in texts)
            last = (await producer.ProduceAsync(new TopicPartition(topic, partition), Broker.Message(text), TestContext.Current.CancellationToken)).Offset;
        return last;
    }

    /// <summary>A whole transaction with the same texts in some partitions.</summary>
    public static void Transact(this IProducer<string?, byte[]> producer, string topic, int[] partitions, bool commit, params string[] texts)
    {
        producer.BeginTransaction();
        foreach (var text in texts)
        {
            foreach (var partition in partitions)
                producer.Produce(new TopicPartition(topic, partition), Broker.Message(text));
        }
        producer.Flush(Broker.Patience);
        if (commit)
            producer.CommitTransaction();
        else
            producer.AbortTransaction();
    }
}

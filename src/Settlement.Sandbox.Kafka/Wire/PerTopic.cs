namespace Settlement.Sandbox.Kafka.Wire;

/// <summary>What a request or reply says about partitions of one topic.</summary>
internal readonly record struct PerTopic<T>(string Name, List<T> Partitions)
{
    public PerTopic<TOther> Select<TOther>(Func<string, T, TOther> other)
    {
        var name = Name;
        return new PerTopic<TOther>(name, Partitions.ConvertAll(partition => other(name, partition)));
    }
}

/// <summary>Topics with their partitions, the shape that most requests and replies have.</summary>
internal static class PerTopics
{
    public static List<PerTopic<T>> ByTopic<T>(this WireReader reader, Func<WireReader, T> partition) => reader.Array(topic =>
    {
        var all = new PerTopic<T>(topic.String(), topic.Array(partition));
        topic.Tags();
        return all;
    });

    public static WireWriter ByTopic<T>(this WireWriter writer, List<PerTopic<T>> topics, Action<WireWriter, T> partition) =>
        writer.Array(topics, (writer, topic) => writer.String(topic.Name).Array(topic.Partitions, partition).Tags());

    public static List<PerTopic<TOther>> Select<T, TOther>(this List<PerTopic<T>> topics, Func<string, T, TOther> other) => topics.ConvertAll(topic => topic.Select(other));
}

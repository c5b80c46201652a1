using Confluent.Kafka;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Feed;

/// <summary>Asks a broker about a topic.</summary>
internal static class TopicPartitions
{
    /// <summary>How many partitions the topic has.</summary>
    /// <exception cref="SandboxException">It does not exist, or no broker answers.</exception>
    public static int Count(string bootstrapServers, string topic, TimeSpan patience)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        try
        {
            var found = admin.GetMetadata(topic, patience).Topics.Single();
            return found.Error.IsError
                ? throw new SandboxException($"Topic {topic} at {bootstrapServers} cannot be used: {found.Error.Reason}. Create it, or name another one.")
                : found.Partitions.Count;
        }
        catch (KafkaException silent)
        {
            throw new SandboxException($"No broker answers at {bootstrapServers}: {silent.Message}.", silent);
        }
    }
}

using System.Globalization;

namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>The settings of a topic. Those that are not heeded are kept and told, because tools set and show them.</summary>
internal static class TopicSettings
{
    public const string RetentionBytes = "retention.bytes";
    public const string MaxMessageBytes = "max.message.bytes";

    private static readonly Dictionary<string, string> Kafka = new()
    {
        ["cleanup.policy"] = "delete",
        ["compression.type"] = "producer",
        ["message.timestamp.type"] = "CreateTime",
        ["min.insync.replicas"] = "1",
        ["retention.ms"] = "604800000",
        ["segment.bytes"] = "1073741824",
        [MaxMessageBytes] = "1048588",
        [RetentionBytes] = "-1",
    };

    public static IReadOnlyDictionary<string, string> Defaults(BrokerOptions options) => new Dictionary<string, string>(Kafka)
    {
        [MaxMessageBytes] = options.MessageBytesMax.ToString(CultureInfo.InvariantCulture),
        [RetentionBytes] = options.RetentionBytes.ToString(CultureInfo.InvariantCulture),
    };

    public static bool IsValid(string name, string? value) => Kafka.TryGetValue(name, out var known)
        && value is not null
        && (!long.TryParse(known, CultureInfo.InvariantCulture, out _) || (long.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= -1 && (name != MaxMessageBytes || number is > 0 and <= int.MaxValue)));
}

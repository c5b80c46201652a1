using Settlement.Kubernetes.Resources;

namespace Settlement.Operator.Settler;

/// <summary>Kafka properties as a secret holds them: one <c>name=value</c> per line; blank lines and lines that begin with '#' are passed over.</summary>
internal static class KafkaPropertyLines
{
    /// <summary>Reads the lines; refused and malformed ones are added to the problems, without their values: these may be credentials.</summary>
    public static Dictionary<string, string> Read(string text, List<string> problems)
    {
        Dictionary<string, string> properties = new(StringComparer.Ordinal);
        foreach (var (line, i) in text.Split('\n').Select(static (line, i) => (line.Trim(), i)))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var name = line.Split('=', 2)[0].TrimEnd();
            if (name.Length == 0 || name.Length == line.Length)
                problems.Add($"SETTLEMENT_KAFKA_PROPERTIES, line {i + 1}: must be name=value");
            else if (!properties.TryAdd(name, line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].TrimStart()))
                problems.Add($"SETTLEMENT_KAFKA_PROPERTIES, line {i + 1}: '{name}' is there twice");
        }

        problems.AddRange(KafkaProperties.FindRefused(properties.Keys).Select(static refused => $"SETTLEMENT_KAFKA_PROPERTIES: {refused}"));
        return properties;
    }
}

using System.Globalization;
using Settlement.Kubernetes.Elect;
using Settlement.Operator.Command;

namespace Settlement.Operator.Settler;

/// <summary>What a settler's process is told by its environment.</summary>
internal sealed record SettlerEnvironment
{
    /// <summary>Name of its SettlementRun.</summary>
    public required string Run { get; init; }

    /// <summary>Namespace of the run and of the pod.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the pod; it ends with its ordinal.</summary>
    public required string PodName { get; init; }

    /// <summary>Uid of the pod.</summary>
    public required string PodUid { get; init; }

    /// <summary>Ordinal of the pod in its StatefulSet.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Npgsql connection string of the ledger.</summary>
    public required string Ledger { get; init; }

    /// <summary>Npgsql connection string of the trade store; null when there is none.</summary>
    public string? TradeStore { get; init; }

    /// <summary>Kafka properties of the secret, name=value lines; empty when there are none.</summary>
    public string KafkaProperties { get; init; } = "";

    /// <summary>Times of the election.</summary>
    public ElectionOptions Election { get; init; } = new();

    /// <summary>File with armed crash points; null outside of tests.</summary>
    public string? CrashPoints { get; init; }

    /// <summary>Reads the environment.</summary>
    /// <param name="variable">Value of a variable; null when it is not set.</param>
    /// <exception cref="UsageException">Something is missing or cannot be used; the message lists every problem.</exception>
    public static SettlerEnvironment Read(Func<string, string?> variable)
    {
        List<string> problems = [];
        string Required(string name)
        {
            if (variable(name) is { Length: > 0 } value)
                return value;
            problems.Add($"{name} is not set");
            return "";
        }

        var podName = Required("POD_NAME");
        var ordinal = podName.LastIndexOf('-') is >= 0 and var dash && int.TryParse(podName.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        if (podName.Length > 0 && ordinal < 0)
            problems.Add($"POD_NAME is '{podName}', which does not end with '-' and the pod's ordinal");
        var environment = new SettlerEnvironment
        {
            Run = Required("SETTLEMENT_RUN"),
            Namespace = Required("POD_NAMESPACE"),
            PodName = podName,
            PodUid = Required("POD_UID"),
            Ordinal = ordinal,
            Ledger = Required("SETTLEMENT_LEDGER"),
            TradeStore = NullIfEmpty(variable("SETTLEMENT_TRADE_STORE")),
            KafkaProperties = variable("SETTLEMENT_KAFKA_PROPERTIES") ?? "",
            Election = ElectionVariables.Read(variable, problems),
            CrashPoints = NullIfEmpty(variable(CrashPointFile.Variable)),
        };
        return problems.Count == 0
            ? environment
            : throw new UsageException($"The settler's environment cannot be used: {string.Join("; ", problems)}. The operator sets these variables in the pods of a SettlementRun.");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

using System.Globalization;
using System.Text.RegularExpressions;
using Settlement.Engine.Ports;

namespace Settlement.Kubernetes.Resources;

/// <summary>One thing that is wrong with a spec.</summary>
/// <param name="Field">Path of the field, such as "spec.close.drainTimeout".</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record SpecProblem(string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Message}";
}

/// <summary>
/// The rules of a spec, once more beside the CRD's schema, so that an API server that does not know them cannot let nonsense in.
/// Used by the operator before it creates anything and by the settler before it starts.
/// </summary>
public static partial class SpecValidation
{
    /// <summary>Most settlers that a run may have.</summary>
    public const int MaxSettlers = 16;

    /// <summary>Longest name of a run: the names of its pods and of their revision label are derived from it.</summary>
    public const int MaxNameLength = 44;

    /// <summary>Finds all problems of a run's name and spec.</summary>
    /// <param name="run">The run.</param>
    /// <returns>All problems in the order of the fields; empty when the run can start.</returns>
    public static IReadOnlyList<SpecProblem> Validate(SettlementRun run)
    {
        List<SpecProblem> problems = [];
        var name = run.Metadata.Name ?? "";
        if (name.Length > MaxNameLength || !RunName().IsMatch(name))
            problems.Add(new("metadata.name", $"must be at most {MaxNameLength} lower-case letters, digits and '-', beginning with a letter: names of pods and services are made from it"));
        problems.AddRange(Validate(run.Spec));
        return problems;
    }

    /// <summary>Finds all problems of a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <returns>All problems in the order of the fields; empty when the spec is valid.</returns>
    public static IReadOnlyList<SpecProblem> Validate(SettlementRunSpec spec)
    {
        var check = new Checker();
        check.That(MarketName().IsMatch(spec.Market), "spec.market", "must be 1 to 32 letters, digits, '.', '_' or '-', beginning with a letter or digit");
        check.That(DateOnly.TryParseExact(spec.TradingDay, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "spec.tradingDay", $"'{spec.TradingDay}' is not a date; write it as YYYY-MM-DD");
        check.That(spec.Revision >= 1, "spec.revision", "must be at least 1");
        check.That(spec.Image is null || spec.Image.Trim().Length > 0, "spec.image", "must not be empty; leave it out for the operator's image");
        check.That(spec.Settlers is >= 1 and <= MaxSettlers, "spec.settlers", $"must be between 1 and {MaxSettlers}");
        Consumption(spec.Consumption, check);
        check.That(!(spec.Close.At is not null && spec.Close.Marker), "spec.close", "at and marker exclude each other; leave both out to close by hand");
        check.That(Durations.TryParse(spec.Close.DrainTimeout, out _), "spec.close.drainTimeout", $"'{spec.Close.DrainTimeout}' is not a duration greater than zero, such as 60s or 1m30s");
        check.Known(spec.Source, "spec.source");
        check.That(!(spec.Source == TradeSource.TradeStore && spec.Close.Marker), "spec.close.marker", "cannot be used with source: TradeStore, for nothing is consumed that could bring it; give close.at or close by hand");
        check.Known(spec.Release, "spec.release");
        check.That(spec.TradeStore is not null || spec.Source != TradeSource.TradeStore, "spec.tradeStore", "is required because source is TradeStore; give tradeStore.connection.secretRef");
        check.That(spec.TradeStore is not null || spec.Consumption.OnFailure.Then != FailureAction.TradeStore,
            "spec.tradeStore", "is required because consumption.onFailure.then is TradeStore; give tradeStore.connection.secretRef or set then: Halt");
        if (spec.TradeStore is { } store) Secret(store.Connection.SecretRef, "spec.tradeStore.connection.secretRef", check);
        Secret(spec.Ledger.Connection.SecretRef, "spec.ledger.connection.secretRef", check);
        check.That(spec.Publication.TopicPrefix.Length <= 200 && TopicName().IsMatch(spec.Publication.TopicPrefix),
            "spec.publication.topicPrefix", "must be 1 to 200 letters, digits, '.', '_' or '-'");
        return check.Problems;
    }

    private static void Consumption(ConsumptionSpec consumption, Checker check)
    {
        const string Path = "spec.consumption";
        check.Known(consumption.GroupMode, Path + ".groupMode");
        check.That(consumption.GroupId.Length <= 200 && TopicName().IsMatch(consumption.GroupId), Path + ".groupId", "must be 1 to 200 letters, digits, '.', '_' or '-'");
        check.Known(consumption.Delivery, Path + ".delivery");
        check.Known(consumption.Recovery, Path + ".recovery");
        check.Known(consumption.Isolation, Path + ".isolation");
        check.That(consumption.OnFailure.Retries is >= 0 and <= 100, Path + ".onFailure.retries", "must be between 0 and 100");
        check.Known(consumption.OnFailure.Then, Path + ".onFailure.then");
        var kafka = consumption.Kafka;
        check.That(Servers().IsMatch(kafka.BootstrapServers), Path + ".kafka.bootstrapServers", $"'{kafka.BootstrapServers}' is not a comma-separated list of host:port");
        check.That(kafka.Topic.Length <= 249 && TopicName().IsMatch(kafka.Topic), Path + ".kafka.topic", "must be 1 to 249 letters, digits, '.', '_' or '-'");
        check.Known(kafka.Format, Path + ".kafka.format");
        foreach (var refused in KafkaProperties.FindRefused(kafka.Properties?.Keys ?? [])) check.That(false, Path + ".kafka.properties", refused);
        if (kafka.PropertiesFrom is { } source) Secret(source.SecretRef, Path + ".kafka.propertiesFrom.secretRef", check);
    }

    private static void Secret(SecretReference secret, string path, Checker check)
    {
        check.That(secret.Name.Length > 0, path + ".name", "is required");
        check.That(secret.Key.Length > 0, path + ".key", "is required");
    }

    private sealed class Checker
    {
        private readonly List<SpecProblem> _problems = [];

        public IReadOnlyList<SpecProblem> Problems => _problems;

        public void That(bool holds, string field, string message)
        {
            if (!holds) _problems.Add(new(field, message));
        }

        public void Known<T>(T value, string field) where T : struct, Enum =>
            That(Enum.IsDefined(value), field, "must be one of " + string.Join(", ", Enum.GetNames<T>()));
    }

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex RunName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MarketName();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex TopicName();

    [GeneratedRegex(@"^[^\s,:]+:[0-9]{1,5}(,\s*[^\s,:]+:[0-9]{1,5})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Servers();
}

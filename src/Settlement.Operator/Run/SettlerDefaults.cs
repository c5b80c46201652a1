namespace Settlement.Operator.Run;

/// <summary>What settlers get from the operator rather than from their run.</summary>
/// <param name="Image">Image of settlers whose run names none.</param>
/// <param name="Environment">Variables beside those of the run: settings of a whole installation, such as lease times and log format.</param>
internal sealed record SettlerDefaults(string Image, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>A variable of the operator with this prefix is given to settlers as SETTLEMENT_ and the rest of its name.</summary>
    public const string Prefix = "SETTLEMENT_SETTLER_";

    /// <summary>Takes the settlers' variables from the operator's own.</summary>
    public static IReadOnlyDictionary<string, string> FromOwnEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Select(static e => (Name: (string)e.Key, Value: (string?)e.Value ?? ""))
            .Where(static e => e.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(static e => string.Concat("SETTLEMENT_", e.Name.AsSpan(Prefix.Length)), static e => e.Value, StringComparer.Ordinal);
}

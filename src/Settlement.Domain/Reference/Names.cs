namespace Settlement.Domain.Reference;

/// <summary>What a name of an instrument, participant, account or market may look like.</summary>
public static class Names
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>True for 1 to 64 printable ASCII characters without blank, '|' and '/'.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength } && name.All(static c => c is > ' ' and <= '~' and not '|' and not '/');
}

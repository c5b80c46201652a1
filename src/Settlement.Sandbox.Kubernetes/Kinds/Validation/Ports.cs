namespace Settlement.Sandbox.Kubernetes.Kinds.Validation;

/// <summary>Rules of ports.</summary>
internal static class Ports
{
    private const int NameLength = 15;

    public static ReadOnlySpan<string> Protocols => ProtocolNames;

    private static readonly string[] ProtocolNames = ["SCTP", "TCP", "UDP"];

    public static IEnumerable<string> Number(long port)
    {
        if (port is < 1 or > 65535)
        {
            yield return "must be between 1 and 65535, inclusive";
        }
    }

    public static IEnumerable<string> Name(string name)
    {
        if (name.Length > NameLength)
        {
            yield return $"must be no more than {NameLength} characters";
        }

        if (name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
        {
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        }

        if (!name.Any(char.IsAsciiLetterLower))
        {
            yield return "must contain at least one letter (a-z)";
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            yield return "must not contain consecutive hyphens";
        }

        if (name.StartsWith('-') || name.EndsWith('-'))
        {
            yield return "must not begin or end with a hyphen";
        }
    }
}

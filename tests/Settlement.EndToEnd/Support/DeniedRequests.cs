using System.Text.Json.Nodes;

namespace Settlement.EndToEnd.Support;

/// <summary>
/// The API server's log of refused requests, from a moment on: operator and settlers run with nothing but the rights of their own service accounts, and these must be enough.
/// The variable SETTLEMENT_DENIED_LOG names the file; without it nothing is known.
/// </summary>
internal sealed class DeniedRequests
{
    private readonly string? _file;
    private readonly int _before;

    private DeniedRequests(string? file)
    {
        _file = file;
        _before = Lines().Count;
    }

    public static DeniedRequests FromNow() => new(Environment.GetEnvironmentVariable("SETTLEMENT_DENIED_LOG"));

    public IReadOnlyList<string> OfServiceAccounts() =>
        [.. Lines().Skip(_before).Where(static line => (string?)JsonNode.Parse(line)!["user"] is { } user && user.StartsWith("system:serviceaccount:", StringComparison.Ordinal))];

    private List<string> Lines() => _file is not null && File.Exists(_file) ? [.. File.ReadLines(_file)] : [];
}

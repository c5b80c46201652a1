using System.Text.Json.Nodes;

namespace Settlement.EndToEnd.Support;

/// <summary>
/// The API server's log of refused requests, from a moment on: operator and settlers run with nothing but the rights of their own service accounts, and these must be enough.
/// The variable SETTLEMENT_DENIED_LOG names the file; without it nothing is known and nothing is asserted.
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

    public void AssertNone()
    {
        // A pod that was deleted loses its account while its process still says goodbye; everybody else was refused for want of a right.
        var denied = Lines().Skip(_before).Where(static line => (string?)JsonNode.Parse(line)!["user"] is { } user && user.StartsWith("system:serviceaccount:", StringComparison.Ordinal)).ToList();
        Assert.True(denied.Count == 0, $"{denied.Count} requests were refused:\n{string.Join('\n', denied.Take(20))}");
    }

    private List<string> Lines() => _file is not null && File.Exists(_file) ? [.. File.ReadLines(_file)] : [];
}

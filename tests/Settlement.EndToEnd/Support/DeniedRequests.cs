using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Settlement.EndToEnd.Support;

/// <summary>
/// The API server's log of refused requests, from a moment on: operator and settlers run with nothing but the rights of their own service accounts, and these must be enough.
/// The embedded server keeps it; for a given server the variable SETTLEMENT_DENIED_LOG names the file, and without it nothing is known.
/// </summary>
internal sealed class DeniedRequests
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _deleted = new(StringComparer.Ordinal);
    private readonly string? _file;
    private readonly int _before;

    private DeniedRequests(string? file)
    {
        _file = file;
        _before = Lines().Count;
    }

    /// <param name="embedded">The embedded server's file; null for a given server.</param>
    public static DeniedRequests FromNow(string? embedded) => new(embedded ?? Environment.GetEnvironmentVariable("SETTLEMENT_DENIED_LOG"));

    /// <summary>A run is being deleted: its account goes with it, and its processes may still say goodbye.</summary>
    public void Deleting(string run) => _deleted.TryAdd($"{run}-settler", TimeProvider.System.GetUtcNow());

    /// <summary>Requests of operator and settlers that were refused while their rights should have been in force.</summary>
    public IReadOnlyList<string> OfServiceAccounts() => [.. Lines().Skip(_before).Where(IsUnexpected)];

    private bool IsUnexpected(string line)
    {
        var request = JsonNode.Parse(line)!;
        var user = ((string?)request["user"] ?? "").Split(':');
        return user is ["system", "serviceaccount", _, var account]
            && !(_deleted.TryGetValue(account, out var at) && request["time"]!.GetValue<DateTimeOffset>() >= at);
    }

    private List<string> Lines() => _file is not null && File.Exists(_file) ? [.. File.ReadLines(_file)] : [];
}

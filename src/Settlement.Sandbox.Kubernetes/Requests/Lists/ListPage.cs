using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Storage;

namespace Settlement.Sandbox.Kubernetes.Requests.Lists;

/// <summary>The objects of a list, or of one page of it.</summary>
/// <param name="Items">In order.</param>
/// <param name="Version">The version that they show.</param>
/// <param name="Continue">Token of the next page; empty if this is the last.</param>
/// <param name="Remaining">How many come on later pages; null where that is not told.</param>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, long Version, string Continue = "", long? Remaining = null)
{
    /// <summary>The metadata of the list, members in the order of the published type, without those that are empty.</summary>
    public JsonObject Metadata()
    {
        var metadata = new JsonObject { ["resourceVersion"] = Version.ToString(CultureInfo.InvariantCulture) };
        if (Continue.Length > 0)
        {
            metadata["continue"] = Continue;
        }

        if (Remaining is { } remaining)
        {
            metadata["remainingItemCount"] = remaining;
        }

        return metadata;
    }
}

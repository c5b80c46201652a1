using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests.Selection;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Lists;

/// <summary>Reads lists: the newest, not older than a version, exactly a version, or page by page.</summary>
internal sealed class ListReader(ObjectStore store, TimeProvider time)
{
    public async Task<ListPage> ReadAsync(GroupResource resource, ListQuery query, ObjectSelection selection, CancellationToken cancellationToken)
    {
        var prefix = selection.Namespace.Length == 0 ? "" : selection.Namespace + "/";
        var version = Version(query);
        if (query.Continue.Length > 0)
        {
            return Continued(resource, query, selection, prefix, version);
        }

        if (version > 0)
        {
            await VersionWait.ForAsync(store, version, time, cancellationToken);
        }

        var exact = query.VersionMatch == "Exact" || (query.VersionMatch.Length == 0 && query.Limit > 0 && version > 0);
        var snapshot = exact ? Exact(resource, version) : store.Now(resource);
        var unlimited = version == 0 && query.ResourceVersion.Length > 0;
        return Page(snapshot, snapshot.Version, prefix, "", unlimited ? 0 : query.Limit, selection);
    }

    private static long Version(ListQuery query)
    {
        try
        {
            return query.ResourceVersion.Length == 0 ? 0 : GoNumber.Unsigned(query.ResourceVersion);
        }
        catch (FormatException e)
        {
            throw StatusException.BadRequest($"invalid resource version: resourceVersion: Invalid value: {Access.Go.Quote(query.ResourceVersion)}: {e.Message}");
        }
    }

    private Snapshot Exact(GroupResource resource, long version)
    {
        try
        {
            return store.At(resource, version);
        }
        catch (CompactedException)
        {
            throw StatusException.Expired("The resourceVersion for the provided list is too old.");
        }
    }

    private ListPage Continued(GroupResource resource, ListQuery query, ObjectSelection selection, string prefix, long version)
    {
        var token = ContinueToken.Decode(query.Continue);
        if (version > 0)
        {
            throw StatusException.BadRequest("specifying resource version is not allowed when using continue");
        }

        try
        {
            var snapshot = token.Version == ContinueToken.Newest ? store.Now(resource) : store.At(resource, token.Version);
            return Page(snapshot, snapshot.Version, prefix, token.Start, query.Limit, selection);
        }
        catch (CompactedException)
        {
            throw new StatusException(410, "Expired",
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to "
                + "retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first "
                + "chunk was returned and now may show up in the list.")
            {
                ListMetadata = new JsonObject { ["continue"] = (token with { Version = ContinueToken.Newest }).Encode() },
            };
        }
    }

    private static ListPage Page(Snapshot snapshot, long version, string prefix, string start, long limit, ObjectSelection selection)
    {
        var items = new List<StoredObject>();
        var last = "";
        var left = 0L;
        foreach (var (path, stored) in snapshot.Objects)
        {
            if (!path.StartsWith(prefix, StringComparison.Ordinal) || (start.Length > 0 && string.CompareOrdinal(path, prefix.Length, start, 0, int.MaxValue) < 0))
            {
                continue;
            }

            if (limit > 0 && items.Count >= limit)
            {
                left++;
                if (selection.IsFiltered)
                {
                    break;
                }
            }
            else if (selection.Matches(stored))
            {
                items.Add(stored);
                last = path[prefix.Length..];
            }
        }

        return left == 0
            ? new ListPage(items, version)
            : new ListPage(items, version, ContinueToken.After(version, last).Encode(), selection.IsFiltered ? null : left);
    }
}

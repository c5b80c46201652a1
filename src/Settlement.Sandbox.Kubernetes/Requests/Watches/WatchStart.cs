using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests.Lists;

namespace Settlement.Sandbox.Kubernetes.Requests.Watches;

/// <summary>Where a watch begins.</summary>
/// <param name="Version">After which version changes are told; null: after the newest.</param>
/// <param name="Initial">Whether the objects that are there come first.</param>
/// <param name="AtLeast">The objects that come first show at least this version; 0 for any.</param>
/// <param name="InitialEnd">Whether a bookmark tells when they have all come.</param>
internal readonly record struct WatchStart(long? Version, bool Initial, long AtLeast, bool InitialEnd)
{
    /// <exception cref="StatusException">500: the version is no number, which the machinery takes for its own fault.</exception>
    public static WatchStart Of(ListQuery query)
    {
        var version = Number(query.ResourceVersion);
        return query.SendInitialEvents switch
        {
            true => new WatchStart(null, true, version, query.AllowBookmarks),
            false => new WatchStart(version == 0 ? null : version, false, 0, false),
            null when version == 0 => new WatchStart(null, true, 0, query.AllowBookmarks && query.ResourceVersion.Length == 0),
            null => new WatchStart(version, false, 0, false),
        };
    }

    private static long Number(string text)
    {
        try
        {
            return text.Length == 0 ? 0 : GoNumber.Unsigned(text);
        }
        catch (FormatException e)
        {
            throw new StatusException(500, "", $"resourceVersion: Invalid value: {Access.Go.Quote(text)}: {e.Message}");
        }
    }
}

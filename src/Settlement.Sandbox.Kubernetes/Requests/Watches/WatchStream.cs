using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests.Lists;
using Settlement.Sandbox.Kubernetes.Requests.Output;
using Settlement.Sandbox.Kubernetes.Requests.Selection;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Watches;

/// <summary>
/// One open watch. It reads the log at its own pace, so a slow client costs nothing but its own time; when what it has not read yet is forgotten, it gets an ERROR and its watch ends.
/// When its kind retires, it ends after all that was written before: of a definition that is deleted, nobody could ask for the rest.
/// </summary>
internal sealed class WatchStream(ObjectRegistry registry, TimeProvider time)
{
    private const int BatchSize = 128;

    /// <summary>How often a bookmark comes when nothing else does.</summary>
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(60);

    /// <summary>How long before the end of a watch its last bookmark comes.</summary>
    private static readonly TimeSpan LastBookmark = TimeSpan.FromSeconds(2);

    /// <summary>When a watch ends that names no time.</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromHours(1);

    public async Task RunAsync(ApiRequest request, ResourceType type, Accepted accepted, ListQuery query, ObjectSelection selection, CancellationToken cancellationToken)
    {
        var start = WatchStart.Of(query);
        var http = request.Http;
        var table = accepted.Shape == Shape.Table ? ObjectAnswers.Table(request, type, accepted) : null;
        http.Response.StatusCode = 200;
        http.Response.ContentType = accepted.Format == WireFormat.Protobuf ? $"{accepted.MediaType};stream=watch" : accepted.MediaType;
        var writer = new EventWriter(http.Response.BodyWriter, type, accepted, table, registry.Now);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, http.Features.Get<IWatchFaults>()?.Closed ?? CancellationToken.None);
        var timeout = query.TimeoutSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, LongestWatch.TotalSeconds)) : LongestWatch;
        using var timer = time.CreateTimer(_ => ended.Cancel(), null, timeout, Timeout.InfiniteTimeSpan);
        var watch = new OneWatch(registry, http, type, writer, selection, query.AllowBookmarks, time.GetTimestamp(), timeout, time);
        await http.Response.StartAsync(cancellationToken);
        try
        {
            await watch.FollowAsync(await watch.BeginAsync(start, ended.Token), ended.Token);
        }
        catch (CompactedException e)
        {
            writer.Error(StatusException.Expired(e.Message));
        }
        catch (StatusException refusal)
        {
            writer.Error(refusal);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its time is over: an ordinary end.
        }

        await http.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    private sealed class OneWatch(
        ObjectRegistry registry, HttpContext http, ResourceType type, EventWriter writer, ObjectSelection selection, bool bookmarks, long started, TimeSpan timeout, TimeProvider time)
    {
        private readonly GroupResource _resource = ObjectRegistry.KeyOf(type, "", "").Resource;
        private readonly IWatchFaults? _faults = http.Features.Get<IWatchFaults>();

        public async Task<long> BeginAsync(WatchStart start, CancellationToken cancellationToken)
        {
            await FlushAsync();
            if (start.AtLeast > 0)
            {
                await VersionWait.ForAsync(registry.Store, start.AtLeast, time, cancellationToken);
            }

            if (!start.Initial)
            {
                var version = start.Version ?? registry.Store.Version;
                return version >= registry.Store.Compacted ? version : throw new CompactedException(version, registry.Store.Compacted);
            }

            var snapshot = registry.Store.Now(_resource);
            foreach (var (_, stored) in snapshot.Objects)
            {
                if (selection.Matches(stored))
                {
                    await WriteAsync(() => writer.Object("ADDED", stored), cancellationToken);
                }
            }

            if (start.InitialEnd)
            {
                writer.Bookmark(snapshot.Version, true);
            }

            await FlushAsync();
            return snapshot.Version;
        }

        public async Task FollowAsync(long position, CancellationToken cancellationToken)
        {
            var batch = new List<StoredEvent>(BatchSize);
            var nextBookmark = NextBookmark();
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, type.Retired);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Asked before the log, which then has all that was written before.
                var retired = type.Retired.IsCancellationRequested;
                (position, var next) = registry.Store.Read(_resource, position, BatchSize, batch);
                foreach (var change in batch)
                {
                    await WriteAsync(change, cancellationToken);
                }

                if (next is null)
                {
                    continue;
                }

                if (retired)
                {
                    return;
                }

                var left = nextBookmark - time.GetElapsedTime(started);
                if (bookmarks && left <= TimeSpan.Zero)
                {
                    writer.Bookmark(Math.Min(position, registry.Store.Version), false);
                    nextBookmark = NextBookmark();
                    left = nextBookmark - time.GetElapsedTime(started);
                }

                await FlushAsync();
                await WaitAsync(next, bookmarks ? left : Timeout.InfiniteTimeSpan, woken.Token);
            }
        }

        private async Task WaitAsync(Task next, TimeSpan longest, CancellationToken cancellationToken)
        {
            try
            {
                await next.WaitAsync(longest, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Nothing has happened; a bookmark is due.
            }
            catch (OperationCanceledException) when (type.Retired.IsCancellationRequested)
            {
                // What is still in the log is told first.
            }
        }

        /// <summary>When the next bookmark is due, counted from the start: once a minute, and shortly before the end.</summary>
        private TimeSpan NextBookmark()
        {
            var elapsed = time.GetElapsedTime(started);
            var (regular, last) = (elapsed + BookmarkInterval, timeout - LastBookmark);
            return last > elapsed && last < regular ? last : regular;
        }

        private Task WriteAsync(StoredEvent change, CancellationToken cancellationToken)
        {
            var now = change.Kind != ChangeKind.Deleted && selection.Matches(change.Object);
            var was = change.Previous is { } previous && selection.Matches(previous);
            return (was, now) switch
            {
                (false, true) => WriteAsync(() => writer.Object("ADDED", change.Object), cancellationToken),
                (true, true) => WriteAsync(() => writer.Object("MODIFIED", change.Object), cancellationToken),
                (true, false) when change.Kind == ChangeKind.Deleted => WriteAsync(() => writer.Object("DELETED", change.Object), cancellationToken),
                (true, false) => WriteAsync(() => writer.Left(change.Previous!, change.Version), cancellationToken),
                _ => Task.CompletedTask,
            };
        }

        private async Task WriteAsync(Action write, CancellationToken cancellationToken)
        {
            var fault = _faults?.Next() ?? WatchFault.None;
            if (fault.Delay > TimeSpan.Zero)
            {
                await FlushAsync();
                await Task.Delay(fault.Delay, time, cancellationToken);
            }

            for (var copy = 0; copy < fault.Copies; copy++)
            {
                write();
            }

            if (http.Response.BodyWriter.UnflushedBytes > 65_536)
            {
                await FlushAsync();
            }
        }

        /// <summary>A flush that is cancelled resets its connection, so only the client's going may cancel one: the end of a watch lets it finish.</summary>
        private async Task FlushAsync() => await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}

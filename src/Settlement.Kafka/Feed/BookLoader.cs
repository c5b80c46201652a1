using Microsoft.Extensions.Logging;
using Settlement.Domain.Book;
using Settlement.Engine.Ports;
using Settlement.Kafka.Connection;

namespace Settlement.Kafka.Feed;

/// <summary>
/// Loads books on the consuming thread, which waits: nothing may be read before the start is known. What can pass is tried again for as long
/// as it takes; what cannot ends the feed.
/// </summary>
internal sealed class BookLoader(IResume resume, string topic, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private long _generation;

    /// <exception cref="FeedException">A book cannot be loaded, and trying again cannot help.</exception>
    internal IReadOnlyList<LoadedBook> Load(IEnumerable<int> partitions, CancellationToken cancellationToken)
    {
        var books = Task.WhenAll(partitions.Order().Select(p => LoadAsync(p, cancellationToken))).GetAwaiter().GetResult();
        return [.. books.Select(book => new LoadedBook(book, ++_generation))];
    }

    private async Task<PartitionBook> LoadAsync(int partition, CancellationToken cancellationToken)
    {
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                var book = await resume.LoadAsync(partition, cancellationToken).ConfigureAwait(false);
                logger.BookLoaded(topic, partition, book.NextOffset);
                return book;
            }
            catch (Exception e) when (CanPass(e))
            {
                logger.BookLoadFailed(topic, partition, delay.TotalSeconds, e);
            }
            catch (Exception e) when (e is not OperationCanceledException and not FeedException)
            {
                throw FeedErrors.Broken($"the book of partition {partition} cannot be loaded: {e.Message}", e);
            }

            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool CanPass(Exception e) => e is LedgerUnavailableException or TimeoutException or FeedException { CanRetry: true };
}

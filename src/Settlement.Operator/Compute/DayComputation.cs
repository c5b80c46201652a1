using Settlement.Domain.Book;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;
using Settlement.Operator.Compute.Read;

namespace Settlement.Operator.Compute;

/// <summary>Settles a day from files: folds each as a partition of its own, several at a time, merges the books and closes.</summary>
internal sealed class DayComputation(RunKey key, DayReference basis, IReadOnlyList<TradeFile> files) : IDaySource
{
    private readonly FilePartition[] _partitions = [.. files.Select((file, i) => new FilePartition(i, file, basis.Reference))];

    /// <inheritdoc/>
    public Task<ComputedDay> ComputeAsync(CancellationToken cancellationToken) => Task.FromResult(Compute(cancellationToken));

    /// <summary>Computes the outcome.</summary>
    /// <exception cref="ComputeException">A file cannot be read, or a record is refused; every such file is named.</exception>
    public ComputedDay Compute(CancellationToken cancellationToken)
    {
        var books = new PartitionBook[_partitions.Length];
        ForEach((partition, i) => books[i] = partition.Fold(cancellationToken), Environment.ProcessorCount, cancellationToken);
        var day = DayBook.Merge(basis.Reference, books);
        if (day.HasOpenBusts)
            ResolveBusts(day, books, cancellationToken);
        return new ComputedDay(key, day, basis.Closing, DayClose.Settle(key, day, basis.Closing, basis.Predecessor), [.. _partitions.Select(static p => p.Name)]);
    }

    /// <inheritdoc/>
    public Task ReadAsync(DayRecordTarget target, CancellationToken cancellationToken)
    {
        ForEach((partition, i) => partition.Read((long _, in TradeRecord record) => target(i, in record), cancellationToken), 1, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Busts are few, and are compared with the trades by reading these once more.</summary>
    private void ResolveBusts(DayBook day, PartitionBook[] books, CancellationToken cancellationToken)
    {
        var check = new BustCheck(day);
        ForEach((partition, i) =>
        {
            var pass = check.Pass(books[i], books[i].NextOffset);
            partition.Read((long offset, in TradeRecord record) => pass.Feed(offset, in record), cancellationToken);
        }, 1, cancellationToken);
        day.Resolve(check);
    }

    private void ForEach(Action<FilePartition, int> work, int atOnce, CancellationToken cancellationToken)
    {
        var faults = new string?[_partitions.Length];
        Parallel.For(0, _partitions.Length, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, i =>
        {
            try
            {
                work(_partitions[i], i);
            }
            catch (TradeInputException e)
            {
                faults[i] = _partitions[i].Name + e.Message;
            }
        });
        string[] found = [.. faults.OfType<string>()];
        if (found.Length > 0)
            throw new ComputeException([.. found, "Nothing is settled: correct the input and compute again."]);
    }
}

using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Operator.Compute.Read;

namespace Settlement.Operator.Compute;

/// <summary>Settles a day from files: folds each as a partition of its own, several at a time, merges the books and closes.</summary>
internal sealed class DayComputation(RunKey key, DayReference basis)
{
    /// <summary>Computes the outcome.</summary>
    /// <param name="files">The trades; none is an empty day.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ComputeException">A file cannot be read, or a record is refused; every such file is named.</exception>
    public ComputedDay Compute(IReadOnlyList<TradeFile> files, CancellationToken cancellationToken)
    {
        FilePartition[] partitions = [.. files.Select((file, i) => new FilePartition(i, file, basis.Reference))];
        var books = Fold(partitions, cancellationToken);
        var day = DayBook.Merge(basis.Reference, books);
        return new ComputedDay(key, day, basis.Closing, DayClose.Settle(key, day, basis.Closing, basis.Predecessor), [.. partitions.Select(static p => p.Name)]);
    }

    private static PartitionBook[] Fold(FilePartition[] partitions, CancellationToken cancellationToken)
    {
        var books = new PartitionBook[partitions.Length];
        var faults = new string?[partitions.Length];
        Parallel.For(0, partitions.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, i =>
        {
            try
            {
                books[i] = partitions[i].Fold(cancellationToken);
            }
            catch (TradeInputException e)
            {
                faults[i] = partitions[i].Name + e.Message;
            }
        });
        string[] found = [.. faults.OfType<string>()];
        return found.Length == 0 ? books : throw new ComputeException([.. found, "Nothing is settled: correct the input and compute again."]);
    }
}

/// <summary>A computed day: what it rests on and what came out.</summary>
/// <param name="Key">What was settled.</param>
/// <param name="Book">All partitions together.</param>
/// <param name="Closing">What came after the close.</param>
/// <param name="Outcome">Gates, and the result when all passed.</param>
/// <param name="Files">Name of the file behind each partition.</param>
internal sealed record ComputedDay(RunKey Key, DayBook Book, ClosingData Closing, DayCloseOutcome Outcome, IReadOnlyList<string> Files);

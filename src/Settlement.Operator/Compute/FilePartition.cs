using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Operator.Compute.Read;

namespace Settlement.Operator.Compute;

/// <summary>A file of trades as a partition: its records have the offsets 0, 1, 2 … as in a log of their own.</summary>
internal sealed class FilePartition(int number, TradeFile file, ReferenceData reference)
{
    private const int CancellationInterval = 4096;

    /// <summary>Number of the partition: the file's place in the command line, from 0.</summary>
    public int Number => number;

    /// <summary>Name of the file.</summary>
    public string Name => file.Name;

    /// <summary>Folds all its records.</summary>
    /// <exception cref="TradeInputException">A record cannot be read or folded; nothing of the day is settled.</exception>
    public PartitionBook Fold(CancellationToken cancellationToken)
    {
        var book = new PartitionBook(reference, number, startOffset: 0);
        Read((long offset, in TradeRecord record) => book.Fold(offset, in record), cancellationToken);
        if (book.Suspects.Count > 0)
            ClearUp(book, cancellationToken);
        return book;
    }

    /// <summary>Reads all records once.</summary>
    /// <exception cref="TradeInputException">A record cannot be read, or is refused.</exception>
    public void Read(RecordTarget target, CancellationToken cancellationToken)
    {
        using var open = file.Open();
        var record = default(TradeRecord);
        for (long offset = 0; open.Records.TryRead(out var value); offset++)
        {
            if (offset % CancellationInterval == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (!open.Decoder.TryDecode(value, reference, ref record, out var fault))
                throw new TradeInputException($"{open.Records.Place}: {fault}");
            try
            {
                target(offset, in record);
            }
            catch (OverflowException)
            {
                throw new TradeInputException($"{open.Records.Place}: a sum of the book would exceed what it can hold; the record is not one of this market, or the day must be split.");
            }
            catch (BookLimitException e)
            {
                throw new TradeInputException($"{open.Records.Place}: {e.Message}", e);
            }
        }
    }

    /// <summary>Repeated numbers that came too late to be compared at once: one more pass tells duplicates from conflicts.</summary>
    private void ClearUp(PartitionBook book, CancellationToken cancellationToken)
    {
        var check = new SuspectCheck(book);
        Read((long offset, in TradeRecord record) => check.Feed(offset, in record), cancellationToken);
        book.Resolve(check);
    }
}

/// <summary>Takes a record of a partition.</summary>
internal delegate void RecordTarget(long offset, in TradeRecord record);

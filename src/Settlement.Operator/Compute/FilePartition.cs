using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Operator.Compute.Read;

namespace Settlement.Operator.Compute;

/// <summary>A file of trades as a partition: its records have the offsets 0, 1, 2 … as in a log of their own.</summary>
internal sealed class FilePartition(int number, TradeFile file, ReferenceData reference)
{
    private const int CancellationInterval = 4096;
    private const int BlockSize = 64;

    /// <summary>Number of the partition: the file's place in the command line, from 0.</summary>
    public int Number => number;

    /// <summary>Name of the file.</summary>
    public string Name => file.Name;

    /// <summary>Folds all its records.</summary>
    /// <exception cref="TradeInputException">A record cannot be read or folded; nothing of the day is settled.</exception>
    public PartitionBook Fold(CancellationToken cancellationToken)
    {
        var book = new PartitionBook(reference, number, startOffset: 0);
        using (var open = file.Open())
        {
            var block = new TradeRecord[BlockSize];
            for (int count; (count = Decode(open, block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                book.LookAhead(block.AsSpan(0, count));
                for (var i = 0; i < count; i++)
                    Fold(book, in block[i]);
            }
        }

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
        for (long offset = 0; TryRead(open, ref record); offset++)
        {
            if (offset % CancellationInterval == 0)
                cancellationToken.ThrowIfCancellationRequested();
            try
            {
                target(offset, in record);
            }
            catch (Exception e) when (e is OverflowException or BookLimitException)
            {
                throw Refused(open.Records.Place, e);
            }
        }
    }

    private bool TryRead(OpenTradeFile open, ref TradeRecord record)
    {
        if (!open.Records.TryRead(out var value))
            return false;
        return open.Decoder.TryDecode(value, reference, ref record, out var fault) ? true : throw new TradeInputException($"{open.Records.Place}: {fault}");
    }

    /// <summary>Decodes as many records as a block holds, and tells how many there were.</summary>
    private int Decode(OpenTradeFile open, TradeRecord[] block)
    {
        var count = 0;
        while (count < block.Length && TryRead(open, ref block[count]))
            count++;
        return count;
    }

    private void Fold(PartitionBook book, in TradeRecord record)
    {
        var offset = book.NextOffset;
        try
        {
            book.Fold(offset, in record);
        }
        catch (Exception e) when (e is OverflowException or BookLimitException)
        {
            throw Refused(PlaceOf(offset), e);
        }
    }

    private static TradeInputException Refused(string place, Exception why) => why is BookLimitException
        ? new TradeInputException($"{place}: {why.Message}", why)
        : new TradeInputException($"{place}: a sum of the book would exceed what it can hold; the record is not one of this market, or the day must be split.");

    /// <summary>Where a record is; the reader has gone on to the end of its block.</summary>
    private string PlaceOf(long offset)
    {
        using var open = file.Open();
        for (long i = 0; i <= offset && open.Records.TryRead(out _); i++)
        {
        }

        return open.Records.Place;
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

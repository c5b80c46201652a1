using System.Security.Cryptography;
using System.Text;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Book;

// Image, little-endian: magic, version, reference hash (32 bytes), partition, offsets, counts, end of session, sequences (highest, holes, fingerprints of
// the window), conflicts, suspects, late trades, busts, positions, instruments, SHA-256 of all before. Canonical: lists are sorted and empty entries left
// out, so equal books give equal bytes.
public sealed partial class PartitionBook
{
    private const int Magic = 0x4B424C53;
    private const int Version = 2;
    private const int ChecksumSize = SHA256.HashSizeInBytes;

    /// <summary>The book as bytes: equal books give equal bytes, in every process.</summary>
    public byte[] Encode()
    {
        var writer = new ImageWriter(256 + (SequenceTracker.Window * sizeof(ulong)) + (Sums.Positions.Rows.Length * PositionTable.RowSize));
        writer.Int(Magic);
        writer.Int(Version);
        writer.Bytes(Convert.FromHexString(Reference.Hash));
        writer.Int(Partition);
        WriteCounts(writer);
        _sequence.Write(writer);
        WriteLists(writer);
        Busted.Write(writer);
        Sums.Write(writer);
        var image = new byte[writer.Written.Length + ChecksumSize];
        writer.Written.CopyTo(image);
        SHA256.HashData(writer.Written, image.AsSpan(writer.Written.Length));
        return image;
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="BookImageException">It is damaged, of another version, or of other reference data.</exception>
    public static PartitionBook Decode(ReferenceData reference, ReadOnlySpan<byte> image)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (image.Length < ChecksumSize)
            throw new BookImageException("The book's image is damaged: it ends too early.");
        var content = image[..^ChecksumSize];
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        SHA256.HashData(content, checksum);
        if (!checksum.SequenceEqual(image[^ChecksumSize..]))
            throw new BookImageException("The book's image is damaged: its checksum does not match.");
        var reader = new ImageReader(content);
        ReadHeader(ref reader, reference);
        var partition = reader.Int();
        var startOffset = reader.NotNegative("the start offset");
        ImageReader.Check(partition >= 0, "the partition");
        var book = new PartitionBook(reference, partition, startOffset);
        book.ReadCounts(ref reader);
        book._sequence.Read(ref reader);
        book.ReadLists(ref reader);
        book.Busted.Read(ref reader, reference.Accounts.Count, reference.Instruments.Count);
        book.Sums.Read(ref reader);
        ImageReader.Check(reader.AtEnd, "its end");
        return book;
    }

    private static void ReadHeader(ref ImageReader reader, ReferenceData reference)
    {
        ImageReader.Check(reader.Int() == Magic, "its beginning");
        var version = reader.Int();
        if (version != Version)
            throw new BookImageException($"The book's image has version {version}; this program reads version {Version}.");
        var hash = Convert.ToHexStringLower(reader.Bytes(SHA256.HashSizeInBytes));
        if (hash != reference.Hash)
            throw new BookImageException($"The book was folded under reference data {hash}, but the run's are {reference.Hash}.");
    }

    private void WriteCounts(ImageWriter writer)
    {
        writer.Long(StartOffset);
        writer.Long(NextOffset);
        writer.Long(LastDayOffset);
        writer.Long(_lastFillerOffset);
        writer.Long(FirstLaterDayOffset ?? -1);
        writer.Long(Records);
        writer.Long(Trades);
        writer.Long(Busts);
        writer.Long(AfterEnd);
        writer.Wide(QuantityAfterEnd);
        writer.Long(Duplicates);
        writer.Long(Late);
        writer.Long(LaterDay);
        writer.Int(ConflictCount);
        writer.Byte(EndOfSession is null ? (byte)0 : (byte)1);
        if (EndOfSession is null)
            return;
        writer.Long(EndOfSession.Sequence);
        writer.Long(EndOfSession.Count);
        writer.Wide(EndOfSession.Quantity);
        writer.Long(EndOfSession.Offset);
    }

    private void ReadCounts(ref ImageReader reader)
    {
        NextOffset = reader.Long();
        LastDayOffset = reader.Long();
        _lastFillerOffset = reader.Long();
        var firstLaterDay = reader.Long();
        FirstLaterDayOffset = firstLaterDay < 0 ? null : firstLaterDay;
        ImageReader.Check(NextOffset >= StartOffset && LastDayOffset < NextOffset && _lastFillerOffset < NextOffset && firstLaterDay < NextOffset, "its offsets");
        Records = reader.NotNegative("a count");
        Trades = reader.NotNegative("a count");
        Busts = reader.NotNegative("a count");
        AfterEnd = reader.NotNegative("a count");
        QuantityAfterEnd = reader.Wide();
        Duplicates = reader.NotNegative("a count");
        Late = reader.NotNegative("a count");
        LaterDay = reader.NotNegative("a count");
        ConflictCount = reader.Int();
        var hasEnd = reader.Byte();
        ImageReader.Check(ConflictCount >= 0 && hasEnd <= 1, "a count");
        if (hasEnd == 1)
            EndOfSession = new EndOfSession(reader.NotNegative("an end of session"), reader.NotNegative("an end of session"), reader.Wide(), reader.NotNegative("an end of session"));
    }

    private void WriteLists(ImageWriter writer)
    {
        writer.Int(_conflicts.Count);
        foreach (var conflict in _conflicts)
        {
            writer.Long(conflict.Sequence);
            writer.Long(conflict.Offset);
        }

        writer.Int(_suspects.Count);
        foreach (var suspect in _suspects)
        {
            writer.Long(suspect.Sequence);
            writer.ULong(suspect.Fingerprint);
            writer.Long(suspect.Offset);
        }

        writer.Int(_lateTrades.Count);
        foreach (var late in _lateTrades)
        {
            writer.Long(late.Offset);
            writer.Int(late.Day.DayNumber);
            writer.Long(late.Sequence);
            writer.ShortText(Encoding.ASCII.GetBytes(late.TradeId));
        }
    }

    private void ReadLists(ref ImageReader reader)
    {
        var conflicts = reader.Count("number of conflicts", 2 * sizeof(long), MaxConflictsListed);
        for (var i = 0; i < conflicts; i++)
            _conflicts.Add(new SequenceConflict(reader.Long(), reader.Long()));
        var suspects = reader.Count("number of suspects", 3 * sizeof(long), MaxSuspects);
        for (var i = 0; i < suspects; i++)
            _suspects.Add(new Suspect(reader.Long(), reader.ULong(), reader.Long()));
        var late = reader.Count("number of late trades", (2 * sizeof(long)) + sizeof(int) + 1, MaxLateListed);
        for (var i = 0; i < late; i++)
        {
            var offset = reader.Long();
            var day = reader.Int();
            ImageReader.Check(day >= 0 && day < Reference.TradingDay.DayNumber, "the day of a late trade");
            _lateTrades.Add(new LateTrade(offset, DateOnly.FromDayNumber(day), reader.Long(), Encoding.ASCII.GetString(reader.ShortText())));
        }
    }
}

using System.Runtime.InteropServices;

namespace Settlement.Domain.Book;

/// <summary>Whether a sequence number is new, and if not, whether its record is the same.</summary>
internal enum Arrival
{
    First,
    Same,
    Other,
    TooOld,
}

/// <summary>
/// The sequence numbers that a partition has shown: the highest one, the holes below it, and the fingerprints of the last
/// <see cref="Window"/> numbers. Its size does not grow with the records.
/// </summary>
/// <remarks>
/// A number inside the window that is not in a hole always has its own fingerprint in the ring: it was inside the window when it was
/// taken too, because the highest number only grows; and a hole that is filled from below the window leaves the ring alone.
/// </remarks>
internal sealed class SequenceTracker
{
    internal const int Window = 16_384;
    internal const int MaxHoles = 1_000_000;

    private readonly ulong[] _ring = new ulong[Window];
    private readonly List<SequenceRange> _holes = [];

    internal long Highest { get; private set; }

    internal IReadOnlyList<SequenceRange> Holes => _holes;

    internal Arrival Classify(long sequence, ulong fingerprint)
    {
        if (sequence > Highest || (_holes.Count > 0 && HoleOf(sequence) >= 0))
            return Arrival.First;
        if (sequence <= Highest - Window)
            return Arrival.TooOld;
        return _ring[sequence & (Window - 1)] == fingerprint ? Arrival.Same : Arrival.Other;
    }

    internal bool FillsHole(long sequence) => HoleOf(sequence) >= 0;

    /// <summary>Throws when taking the number, or expecting it, could need more ranges than a book may hold.</summary>
    internal void ThrowIfFull(long sequence)
    {
        if (_holes.Count >= MaxHoles - 1 && sequence != Highest + 1)
            throw new BookLimitException($"More than {MaxHoles} ranges of sequence numbers are missing below {Highest}: the feed is not numbered per partition and trading day.");
    }

    /// <summary>Takes a number that <see cref="Classify"/> found to be the first.</summary>
    internal void Take(long sequence, ulong fingerprint)
    {
        if (sequence > Highest)
        {
            if (sequence - Highest > 1)
                AddHole(Highest + 1, sequence - 1);
            Highest = sequence;
        }
        else
        {
            Fill(sequence);
        }

        if (sequence > Highest - Window)
            _ring[sequence & (Window - 1)] = fingerprint;
    }

    /// <summary>All numbers up to this one must come: those not yet seen become holes.</summary>
    internal void Expect(long count)
    {
        if (count <= Highest)
            return;
        AddHole(Highest + 1, count);
        Highest = count;
    }

    internal void Write(ImageWriter writer)
    {
        writer.Long(Highest);
        writer.Int(_holes.Count);
        foreach (var hole in _holes)
        {
            writer.Long(hole.From);
            writer.Long(hole.To);
        }

        for (var sequence = FirstInWindow; sequence > 0 && sequence <= Highest; sequence++)
        {
            if (_holes.Count == 0 || HoleOf(sequence) < 0)
                writer.ULong(_ring[sequence & (Window - 1)]);
            if (sequence == long.MaxValue)
                break;
        }
    }

    internal void Read(ref ImageReader reader)
    {
        Highest = reader.NotNegative("highest sequence");
        var count = reader.Count("holes", 2 * sizeof(long), MaxHoles);
        var last = -1L;
        for (var i = 0; i < count; i++)
        {
            var hole = new SequenceRange(reader.Long(), reader.Long());
            ImageReader.Check(hole.From > 0 && hole.From - 1 > last && hole.To >= hole.From && hole.To <= Highest, "holes");
            last = hole.To;
            _holes.Add(hole);
        }

        for (var sequence = FirstInWindow; sequence > 0 && sequence <= Highest; sequence++)
        {
            if (_holes.Count == 0 || HoleOf(sequence) < 0)
                _ring[sequence & (Window - 1)] = reader.ULong();
            if (sequence == long.MaxValue)
                break;
        }
    }

    private long FirstInWindow => Math.Max(1, Highest - Window + 1);

    private void AddHole(long from, long to)
    {
        if (_holes.Count > 0 && _holes[^1].To == from - 1)
            _holes[^1] = _holes[^1] with { To = to };
        else
            _holes.Add(new SequenceRange(from, to));
    }

    private void Fill(long sequence)
    {
        var index = HoleOf(sequence);
        var hole = _holes[index];
        if (hole.From == hole.To)
        {
            _holes.RemoveAt(index);
        }
        else if (sequence == hole.From)
        {
            _holes[index] = hole with { From = sequence + 1 };
        }
        else if (sequence == hole.To)
        {
            _holes[index] = hole with { To = sequence - 1 };
        }
        else
        {
            _holes[index] = hole with { To = sequence - 1 };
            _holes.Insert(index + 1, hole with { From = sequence + 1 });
        }
    }

    private int HoleOf(long sequence)
    {
        var holes = CollectionsMarshal.AsSpan(_holes);
        int low = 0, high = holes.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (sequence < holes[middle].From)
                high = middle - 1;
            else if (sequence > holes[middle].To)
                low = middle + 1;
            else
                return middle;
        }

        return -1;
    }
}

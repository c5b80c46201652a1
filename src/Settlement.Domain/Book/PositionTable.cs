using System.Runtime.CompilerServices;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>What an account bought and sold of an instrument; values in units of price × quantity. Blittable, one cache line.</summary>
internal struct PositionSums
{
    internal int Account;
    internal int Instrument;
    internal long BoughtQuantity;
    internal long SoldQuantity;

    /// <summary>Fees of its legs, in minor units of the instrument's currency.</summary>
    internal long Fees;
    internal Int128 BoughtValue;
    internal Int128 SoldValue;

    internal readonly bool IsZero => BoughtQuantity == 0 && SoldQuantity == 0 && BoughtValue == 0 && SoldValue == 0 && Fees == 0;
}

/// <summary>
/// Sums per account and instrument: a dense array of rows, found by open addressing, and beside it what closed, for instruments whose sides are kept
/// apart. Grows only when an account trades an instrument for the first time.
/// </summary>
internal sealed class PositionTable(IReadOnlyList<Instrument> instruments)
{
    /// <summary>Least encoded size of a row.</summary>
    internal const int RowSize = (2 * sizeof(int)) + (3 * sizeof(long)) + (2 * 16);

    private const int LookAheadAtOnce = 64;

    private PositionSums[] _rows = new PositionSums[64];
    private int[] _slots = new int[128];
    private ClosingSums[] _closing = [];
    private int _count;

    internal ReadOnlySpan<PositionSums> Rows => _rows.AsSpan(0, _count);

    internal ref PositionSums this[int row] => ref _rows[row];

    /// <summary>What the row's account closed, for an instrument whose sides are kept apart.</summary>
    internal ref ClosingSums Closing(int row)
    {
        if (_closing.Length < _rows.Length)
            Array.Resize(ref _closing, _rows.Length);
        return ref _closing[row];
    }

    /// <summary>Index of the row, made when it is not there. A later call may move the rows; the index stays.</summary>
    internal int FindOrAdd(int account, int instrument)
    {
        var mask = _slots.Length - 1;
        var slot = Hash(account, instrument) & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            ref var row = ref _rows[_slots[slot] - 1];
            if (row.Account == account && row.Instrument == instrument)
                return _slots[slot] - 1;
        }

        if (_count == _rows.Length)
        {
            Grow();
            return FindOrAdd(account, instrument);
        }

        _rows[_count].Account = account;
        _rows[_count].Instrument = instrument;
        _slots[slot] = ++_count;
        return _count - 1;
    }

    /// <summary>
    /// Looks at the rows of coming trades. The processor waits for many of them at once, where each trade by itself would wait for its own: of millions of rows most are
    /// in no cache. Changes nothing.
    /// </summary>
    /// <returns>Of no meaning; so that the looks are not optimised away.</returns>
    internal long LookAhead(ReadOnlySpan<TradeRecord> records)
    {
        Span<int> found = stackalloc int[2 * LookAheadAtOnce];
        var mask = _slots.Length - 1;
        long seen = 0;
        for (; !records.IsEmpty; records = records[Math.Min(records.Length, LookAheadAtOnce)..])
        {
            var count = Math.Min(records.Length, LookAheadAtOnce);
            for (var i = 0; i < count; i++)
            {
                // The end of a session and another day's trade are of no instrument.
                var isTrade = records[i].Instrument >= 0;
                found[2 * i] = isTrade ? _slots[Hash(records[i].Buyer, records[i].Instrument) & mask] : 0;
                found[(2 * i) + 1] = isTrade ? _slots[Hash(records[i].Seller, records[i].Instrument) & mask] : 0;
            }

            for (var i = 0; i < count; i++)
                seen += (found[2 * i] == 0 ? 0 : _rows[found[2 * i] - 1].BoughtQuantity) ^ (found[(2 * i) + 1] == 0 ? 0 : unchecked((long)_rows[found[(2 * i) + 1] - 1].SoldValue));
        }

        return seen;
    }

    /// <summary>Adds the rows of another table.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    internal void Add(PositionTable other)
    {
        for (var i = 0; i < other._count; i++)
        {
            var row = Add(in other._rows[i]);
            if (IsGross(other._rows[i].Instrument))
                Closing(row).Add(in other.Closing(i));
        }
    }

    /// <summary>Indexes of the rows with content, by account, then instrument.</summary>
    internal int[] Sorted()
    {
        var indexes = new int[_count];
        var keys = new long[_count];
        var length = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_rows[i].IsZero && !(IsGross(_rows[i].Instrument) && !Closing(i).IsZero))
                continue;
            keys[length] = ((long)_rows[i].Account << 32) | (uint)_rows[i].Instrument;
            indexes[length++] = i;
        }

        Array.Resize(ref indexes, length);
        Array.Resize(ref keys, length);
        Array.Sort(keys, indexes);
        return indexes;
    }

    internal void Write(ImageWriter writer)
    {
        var indexes = Sorted();
        writer.Int(indexes.Length);
        foreach (var index in indexes)
        {
            ref readonly var row = ref _rows[index];
            writer.Int(row.Account);
            writer.Int(row.Instrument);
            writer.Long(row.BoughtQuantity);
            writer.Long(row.SoldQuantity);
            writer.Long(row.Fees);
            writer.Wide(row.BoughtValue);
            writer.Wide(row.SoldValue);
            if (IsGross(row.Instrument))
                Closing(index).Write(writer);
        }
    }

    internal void Read(ref ImageReader reader, int accounts)
    {
        var count = reader.Count("number of positions", RowSize);
        (int, int) last = (-1, -1);
        for (var i = 0; i < count; i++)
        {
            var row = new PositionSums
            {
                Account = reader.Int(),
                Instrument = reader.Int(),
                BoughtQuantity = reader.Long(),
                SoldQuantity = reader.Long(),
                Fees = reader.Long(),
                BoughtValue = reader.Wide(),
                SoldValue = reader.Wide(),
            };
            ImageReader.Check(row.Account >= 0 && row.Account < accounts && row.Instrument >= 0 && row.Instrument < instruments.Count, "the key of a position");
            ImageReader.Check((row.Account, row.Instrument).CompareTo(last) > 0, "the order of the positions");
            last = (row.Account, row.Instrument);
            var index = Add(in row);
            if (IsGross(row.Instrument))
                Closing(index) = ClosingSums.Read(ref reader);
        }
    }

    internal bool IsGross(int instrument) => instruments[instrument].Keeping != PositionKeeping.Net;

    private int Add(in PositionSums sums)
    {
        // Two steps: finding may move the rows, and the array would be taken before the index.
        var index = FindOrAdd(sums.Account, sums.Instrument);
        ref var row = ref _rows[index];
        row.BoughtQuantity += sums.BoughtQuantity;
        row.SoldQuantity += sums.SoldQuantity;
        row.Fees += sums.Fees;
        row.BoughtValue = checked(row.BoughtValue + sums.BoughtValue);
        row.SoldValue = checked(row.SoldValue + sums.SoldValue);
        return index;
    }

    private void Grow()
    {
        Array.Resize(ref _rows, _rows.Length * 2);
        _slots = new int[_rows.Length * 2];
        var mask = _slots.Length - 1;
        for (var i = 0; i < _count; i++)
        {
            var slot = Hash(_rows[i].Account, _rows[i].Instrument) & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = i + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(int account, int instrument)
    {
        var key = ((ulong)(uint)account << 32) | (uint)instrument;
        return (int)(unchecked(key * 0x9E3779B97F4A7C15) >> 33);
    }
}

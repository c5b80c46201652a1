using System.Runtime.CompilerServices;

namespace Settlement.Domain.Book;

/// <summary>What an account bought and sold of an instrument; values in units of price × quantity. Blittable.</summary>
internal struct PositionSums
{
    internal int Account;
    internal int Instrument;
    internal long BoughtQuantity;
    internal long SoldQuantity;
    internal Int128 BoughtValue;
    internal Int128 SoldValue;

    internal readonly bool IsZero => BoughtQuantity == 0 && SoldQuantity == 0 && BoughtValue == 0 && SoldValue == 0;
}

/// <summary>
/// Sums per account and instrument: a dense array of rows, found by open addressing. Grows only when an account trades an instrument for
/// the first time.
/// </summary>
internal sealed class PositionTable
{
    /// <summary>Encoded size of a row.</summary>
    internal const int RowSize = (2 * sizeof(int)) + (2 * sizeof(long)) + (2 * 16);

    private PositionSums[] _rows = new PositionSums[64];
    private int[] _slots = new int[128];
    private int _count;

    internal ReadOnlySpan<PositionSums> Rows => _rows.AsSpan(0, _count);

    internal ref PositionSums this[int row] => ref _rows[row];

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

    /// <summary>Adds sums row by row.</summary>
    /// <exception cref="OverflowException">A sum does not fit.</exception>
    internal void Add(in PositionSums sums)
    {
        // Two steps: finding may move the rows, and the array would be taken before the index.
        var index = FindOrAdd(sums.Account, sums.Instrument);
        ref var row = ref _rows[index];
        row.BoughtQuantity += sums.BoughtQuantity;
        row.SoldQuantity += sums.SoldQuantity;
        row.BoughtValue = checked(row.BoughtValue + sums.BoughtValue);
        row.SoldValue = checked(row.SoldValue + sums.SoldValue);
    }

    /// <summary>Rows with content, by account, then instrument.</summary>
    internal PositionSums[] Sorted()
    {
        var rows = new PositionSums[_count];
        var length = 0;
        foreach (ref readonly var row in Rows)
        {
            if (!row.IsZero)
                rows[length++] = row;
        }

        Array.Resize(ref rows, length);
        var keys = new long[length];
        for (var i = 0; i < length; i++)
            keys[i] = ((long)rows[i].Account << 32) | (uint)rows[i].Instrument;
        Array.Sort(keys, rows);
        return rows;
    }

    internal void Write(ImageWriter writer)
    {
        var rows = Sorted();
        writer.Int(rows.Length);
        foreach (ref readonly var row in rows.AsSpan())
        {
            writer.Int(row.Account);
            writer.Int(row.Instrument);
            writer.Long(row.BoughtQuantity);
            writer.Long(row.SoldQuantity);
            writer.Wide(row.BoughtValue);
            writer.Wide(row.SoldValue);
        }
    }

    internal void Read(ref ImageReader reader, int accounts, int instruments)
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
                BoughtValue = reader.Wide(),
                SoldValue = reader.Wide(),
            };
            ImageReader.Check(row.Account >= 0 && row.Account < accounts && row.Instrument >= 0 && row.Instrument < instruments, "the key of a position");
            ImageReader.Check((row.Account, row.Instrument).CompareTo(last) > 0, "the order of the positions");
            last = (row.Account, row.Instrument);
            Add(in row);
        }
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

using System.Runtime.CompilerServices;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Reconcile;

/// <summary>
/// The records that one of two sets has and the other has not, found in memory that does not grow with the sets: each record is added to three cells with the sign of its set, so
/// what both have cancels out, and what is left in a cell alone can be read back and taken out of the other two.
/// </summary>
internal sealed class DifferenceSketch
{
    private const int Hashes = 3;
    private const int CellsPerHash = 2048;

    private readonly Cell[] _cells = new Cell[Hashes * CellsPerHash];

    /// <summary>Adds a record of the feed.</summary>
    internal void AddFeed(in TradeRecord record) => Add(in record, 1);

    /// <summary>Adds a record of the trade store.</summary>
    internal void AddStore(in TradeRecord record) => Add(in record, -1);

    /// <summary>Reads back what is left, and empties the sketch of it. About 4,900 records can be told apart.</summary>
    internal MissingRecords Decode()
    {
        var (inStore, inFeed) = (new List<string>(), new List<string>());
        var pure = new Queue<int>(Enumerable.Range(0, _cells.Length).Where(c => _cells[c].IsPure));
        while (pure.TryDequeue(out var index))
        {
            var cell = _cells[index];
            if (!cell.IsPure)
                continue;
            (cell.Count > 0 ? inFeed : inStore).Add(cell.Label.ToString());
            for (var hash = 0; hash < Hashes; hash++)
            {
                var other = Slot(cell.Key, hash);
                _cells[other].Add(cell.Key, cell.Label, -cell.Count);
                if (_cells[other].IsPure)
                    pure.Enqueue(other);
            }
        }

        inStore.Sort(StringComparer.Ordinal);
        inFeed.Sort(StringComparer.Ordinal);
        return new MissingRecords(inStore, inFeed, Array.TrueForAll(_cells, static c => c.IsEmpty));
    }

    private void Add(in TradeRecord record, int sign)
    {
        var content = record;
        content.Sequence = 0;
        var key = Fingerprint.Of(in content);
        var label = Label.Of(in record);
        for (var hash = 0; hash < Hashes; hash++)
            _cells[Slot(key, hash)].Add(key, label, sign);
    }

    private static int Slot(ulong key, int hash) => (hash * CellsPerHash) + (int)(Mix(key, (ulong)hash) & (CellsPerHash - 1));

    private static ulong Mix(ulong key, ulong salt)
    {
        var high = Math.BigMul(key ^ 0x9E3779B97F4A7C15, unchecked((salt * 0xD6E8FEB86659FD93) + 0xA0761D6478BD642F), out var low);
        return high ^ low;
    }

    private struct Cell
    {
        internal int Count;
        internal ulong Key;
        internal Label Label;
        private ulong _check;

        internal readonly bool IsEmpty => Count == 0 && Key == 0 && _check == 0;

        internal readonly bool IsPure => Count is 1 or -1 && _check == Mix(Key, Hashes);

        internal void Add(ulong key, in Label label, int sign)
        {
            Count += sign;
            Key ^= key;
            _check ^= Mix(key, Hashes);
            Label = Label.Xor(in Label, in label);
        }
    }

    /// <summary>Kind, length and id of a record, as words that can be added without carry.</summary>
    [InlineArray(Words)]
    private struct Label
    {
        private const int Words = 5;
        private ulong _first;

        internal static Label Of(in TradeRecord record)
        {
            Span<byte> bytes = stackalloc byte[Words * sizeof(ulong)];
            bytes.Clear();
            bytes[0] = (byte)record.Kind;
            bytes[1] = (byte)record.TradeId.Span.Length;
            record.TradeId.Span.CopyTo(bytes[2..]);
            var label = default(Label);
            for (var i = 0; i < Words; i++)
                label[i] = BitConverter.ToUInt64(bytes[(i * sizeof(ulong))..]);
            return label;
        }

        internal static Label Xor(in Label left, in Label right)
        {
            var sum = default(Label);
            for (var i = 0; i < Words; i++)
                sum[i] = left[i] ^ right[i];
            return sum;
        }

        public override readonly string ToString()
        {
            Span<byte> bytes = stackalloc byte[Words * sizeof(ulong)];
            for (var i = 0; i < Words; i++)
                BitConverter.TryWriteBytes(bytes[(i * sizeof(ulong))..], this[i]);
            return $"{(TradeKind)bytes[0]} {System.Text.Encoding.ASCII.GetString(bytes.Slice(2, Math.Min((int)bytes[1], TradeId.MaxLength)))}";
        }
    }
}

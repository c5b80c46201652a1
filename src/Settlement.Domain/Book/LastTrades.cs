using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>A trade as the last-trade tier sees it, ordered by time of execution, then trade id.</summary>
internal readonly record struct TradeMark(long ExecutedAt, TradeId TradeId, long Price, long Quantity) : IComparable<TradeMark>
{
    public int CompareTo(TradeMark other)
    {
        var order = ExecutedAt.CompareTo(other.ExecutedAt);
        if (order == 0)
            order = TradeId.CompareTo(other.TradeId);
        if (order == 0)
            order = Price.CompareTo(other.Price);
        return order != 0 ? order : Quantity.CompareTo(other.Quantity);
    }
}

/// <summary>The last trades that a tier looks at: of the day, or of its window.</summary>
internal sealed class LastTrades(PriceTier tier)
{
    private readonly TimeWindow? _window = tier.Windows.Count == 0 ? null : tier.Windows[0];

    internal TopMarks Marks { get; } = new();

    /// <summary>Adds a trade with quantity, or takes a busted one out.</summary>
    internal void Apply(in TradeRecord record)
    {
        if (_window is { } window && !window.Contains(record.ExecutedAt))
            return;
        var mark = new TradeMark(record.ExecutedAt, record.TradeId, record.Price, record.Quantity);
        if (record.Kind == TradeKind.Bust)
            Marks.Remove(in mark);
        else
            Marks.Add(in mark);
    }
}

/// <summary>
/// The greatest <see cref="Capacity"/> marks of any number, whatever order they come in. Kept as a ring in rising order, so that marks that
/// come in order cost no move.
/// </summary>
internal sealed class TopMarks
{
    internal const int Capacity = 16;

    private readonly TradeMark[] _ring = new TradeMark[Capacity];
    private int _first;

    internal int Count { get; private set; }

    /// <summary>True when smaller marks were let go.</summary>
    internal bool IsTruncated { get; private set; }

    /// <summary>The mark at a rank from the smallest, 0, to the greatest, <see cref="Count"/> − 1.</summary>
    internal ref readonly TradeMark this[int rank] => ref _ring[(_first + rank) & (Capacity - 1)];

    internal void Add(in TradeMark mark)
    {
        if (Count == Capacity)
        {
            IsTruncated = true;
            if (mark.CompareTo(this[0]) <= 0)
                return;
            _first = (_first + 1) & (Capacity - 1);
            Count--;
        }

        var rank = Count++;
        for (; rank > 0 && mark.CompareTo(this[rank - 1]) < 0; rank--)
            _ring[(_first + rank) & (Capacity - 1)] = this[rank - 1];
        _ring[(_first + rank) & (Capacity - 1)] = mark;
    }

    /// <summary>Takes a mark out if it is among them; nothing may be added afterwards, for what was let go does not come back.</summary>
    internal void Remove(in TradeMark mark)
    {
        var rank = Count - 1;
        while (rank >= 0 && this[rank] != mark)
            rank--;
        if (rank < 0)
            return;
        for (; rank < Count - 1; rank++)
            _ring[(_first + rank) & (Capacity - 1)] = this[rank + 1];
        Count--;
    }

    internal void Add(TopMarks other)
    {
        for (var rank = 0; rank < other.Count; rank++)
            Add(in other[rank]);
        IsTruncated |= other.IsTruncated;
    }

    internal void Write(ImageWriter writer)
    {
        writer.Byte((byte)((IsTruncated ? 0x80 : 0) | Count));
        for (var rank = 0; rank < Count; rank++)
        {
            ref readonly var mark = ref this[rank];
            writer.Long(mark.ExecutedAt);
            writer.ShortText(mark.TradeId.Span);
            writer.Long(mark.Price);
            writer.Long(mark.Quantity);
        }
    }

    internal void Read(ref ImageReader reader)
    {
        var header = reader.Byte();
        var count = header & 0x7F;
        ImageReader.Check(count <= Capacity && (count == Capacity || header < 0x80), "the number of last trades");
        for (var i = 0; i < count; i++)
        {
            var executedAt = reader.Long();
            ImageReader.Check(TradeId.TryCreate(reader.ShortText(), out var id), "a trade id");
            Add(new TradeMark(executedAt, id, reader.Long(), reader.Long()));
        }

        IsTruncated = header >= 0x80;
    }
}

using CsCheck;
using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Tests.Support;

/// <summary>
/// One trading day as it happened, and as it may arrive: trades and busts spread over partitions in any order, with repeats, gaps of offsets, records of other
/// days, late fillers beyond the barrier.
/// </summary>
internal sealed class Days
{
    internal static readonly ReferenceData Reference = TestMarket.Mixed();

    /// <summary>A day of up to 60 trades, some busted, some without quantity.</summary>
    internal static Gen<Days> Any { get; } =
        Gen.Select(AnyTrade.List[1, 60], Gen.Bool.List[60], static (trades, busted) => new Days(trades, busted));

    private static Gen<TradeRecord> AnyTrade =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Long[-40, 400], Gen.Long[0, 9], Gen.Long[900, 1100], static (instrument, buyer, seller, price, quantity, second) =>
            Records.Trade(1, price + (instrument == 0 ? 13_000 : instrument == 1 ? 98_000 : 0), quantity, buyer, seller, instrument, second));

    private Days(List<TradeRecord> trades, List<bool> busted)
    {
        Trades = [.. trades.Select(static (t, i) => t with { TradeId = Records.Id(FormattableString.Invariant($"T{i:D3}")) })];
        // At most ten busts: more last trades than a book remembers are another test's matter.
        Busted = [.. Trades.Where((_, i) => busted[i]).Take(10)];
    }

    internal IReadOnlyList<TradeRecord> Trades { get; }

    internal IReadOnlyList<TradeRecord> Busted { get; }

    internal IReadOnlyList<TradeRecord> Standing => [.. Trades.Where(t => !Busted.Any(b => b.TradeId == t.TradeId))];

    /// <summary>The day as the trade store has it, in a random order.</summary>
    internal IEnumerable<TradeRecord> Store(Random random)
    {
        var rows = Trades.Concat(Busted.Select(static b => Records.Bust(0, b))).ToArray();
        random.Shuffle(rows);
        return rows.Select(static (r, i) => r with { Sequence = i + 1 });
    }

    /// <summary>The day as one of many feeds that say the same.</summary>
    internal IReadOnlyList<PartitionLog> Feed(Random random)
    {
        var count = random.Next(1, 5);
        return [.. Store(random).GroupBy(_ => random.Next(count)).Select(g => PartitionLog.Of(g.Key, [.. g], random))];
    }
}

/// <summary>A partition's log: records at offsets that rise with gaps, and the barrier.</summary>
internal sealed record PartitionLog(int Partition, IReadOnlyList<(long Offset, TradeRecord Record)> Entries, long Barrier)
{
    internal static PartitionLog Of(int partition, TradeRecord[] records, Random random)
    {
        var numbered = records.Select(static (r, i) => r with { Sequence = i + 1 }).ToList();
        var arriving = new List<TradeRecord>(numbered);
        if (random.Next(2) == 0)
            arriving.Add(Records.EndOfSession(Days.Reference, numbered));
        // A filler arrives beyond the barrier when a record with a greater number lies below it.
        var fillers = arriving.SkipLast(1).Where(_ => random.Next(6) == 0).ToList();
        arriving.RemoveAll(fillers.Contains);
        // Holes that close before the barrier: neighbours change places.
        for (var i = 1; i < arriving.Count; i++)
        {
            if (random.Next(4) == 0)
                (arriving[i - 1], arriving[i]) = (arriving[i], arriving[i - 1]);
        }

        foreach (var repeated in arriving.Where(_ => random.Next(4) == 0).ToList())
            arriving.Insert(random.Next(arriving.IndexOf(repeated) + 1, arriving.Count + 1), repeated);
        for (var other = random.Next(4); other > 0; other--)
            arriving.Insert(random.Next(arriving.Count + 1), numbered[0].OnDay(random.Next(2) == 0 ? -1 : 1));
        var beyond = fillers.Concat(fillers).Append(numbered[0] with { Sequence = numbered.Count + 7 }).Append(numbered[0].OnDay(1)).ToArray();
        random.Shuffle(beyond);
        return new PartitionLog(partition, [], 0).Append(arriving, random).WithBarrier(random).Append(beyond, random);
    }

    /// <summary>The log, folded as a settler may, beside it.</summary>
    internal (PartitionBook Book, PartitionLog Log) Folded(Random random) => (Fold(random), this);

    /// <summary>Folds the log as a settler may: restored from its image now and then, sealed when it can be.</summary>
    internal PartitionBook Fold(Random random)
    {
        var book = new PartitionBook(Days.Reference, Partition, 0);
        foreach (var (offset, record) in Entries)
        {
            if (offset >= Barrier && book.IsSealed(Barrier))
                break;
            if (random.Next(8) == 0)
                book = PartitionBook.Decode(Days.Reference, book.Encode());
            if (offset < Barrier)
                book.Fold(offset, in record);
            else
                book.FoldBeyondBarrier(offset, in record);
        }

        book.Advance(Barrier);
        book.Seal(Barrier);
        return random.Next(2) == 0 ? book : PartitionBook.Decode(Days.Reference, book.Encode());
    }

    private PartitionLog Append(IEnumerable<TradeRecord> records, Random random)
    {
        var offset = Math.Max(Barrier, Entries.Count == 0 ? 0 : Entries[^1].Offset + 1);
        var entries = Entries.ToList();
        foreach (var record in records)
        {
            offset += random.Next(3);
            entries.Add((offset++, record));
        }

        return this with { Entries = entries };
    }

    private PartitionLog WithBarrier(Random random) => this with { Barrier = (Entries.Count == 0 ? 0 : Entries[^1].Offset + 1) + random.Next(3) };
}

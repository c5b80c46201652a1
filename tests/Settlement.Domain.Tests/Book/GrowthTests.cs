using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Book;

/// <summary>Memory grows with positions, not with trades.</summary>
public sealed class GrowthTests
{
    private const int Positions = 400;
    private const int Trades = 20_000;

    private readonly ReferenceData _reference = new(
        TestMarket.Name, TestMarket.Day, [TestMarket.Gold(TestMarket.AllTiers)], TestMarket.Accounts(Positions).OrderBy(static a => a.ToString(), StringComparer.Ordinal), []);

    [Fact]
    public void Folding_into_known_positions_allocates_nothing()
    {
        var records = Make(Trades);
        var book = new PartitionBook(_reference, 0, 0);
        Fold(book, records, 0, Trades / 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fold(book, records, Trades / 2, Trades);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Ten_times_the_trades_need_no_larger_image_and_no_more_memory()
    {
        var (once, tenTimes) = (Measure(Trades), Measure(10 * Trades));
        Assert.True(tenTimes.Image <= 1.05 * once.Image, $"image {once.Image} bytes, with ten times the trades {tenTimes.Image}");
        Assert.True(tenTimes.Memory <= 1.05 * once.Memory, $"memory {once.Memory} bytes, with ten times the trades {tenTimes.Memory}");
    }

    private (long Image, long Memory) Measure(int trades)
    {
        var records = Make(trades);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var book = new PartitionBook(_reference, 0, 0);
        Fold(book, records, 0, trades);
        var memory = GC.GetAllocatedBytesForCurrentThread() - before;
        return (book.Encode().LongLength, memory);
    }

    private static TradeRecord[] Make(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => Trade(i + 1, 13_000 + (i % 500), 1 + (i % 9), i % Positions, (i * 7 + 1) % Positions, second: 500 + (i / 100)))];

    private static void Fold(PartitionBook book, TradeRecord[] records, int from, int to)
    {
        for (var i = from; i < to; i++)
            book.Fold(i, in records[i]);
    }
}

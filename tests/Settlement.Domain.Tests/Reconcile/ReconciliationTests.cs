using CsCheck;
using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Reconcile;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Reconcile;

public sealed class ReconciliationTests
{
    private static readonly ReferenceData Reference = Days.Reference;

    [Fact]
    public void Feed_and_store_of_any_day_agree_whatever_is_busted() =>
        Gen.Select(Days.Any, Gen.Int).Sample(static (day, seed) =>
        {
            var random = new Random(seed);
            (PartitionBook Book, PartitionLog Log)[] partitions = [.. day.Feed(random).Select(log => log.Folded(random))];
            Assert.Empty(Reconciliation.Of(7, Books.Merged(partitions), [.. partitions.Select(static p => p.Book)], Books.OfStore(Reference, day.Store(random)).Totals()).Differences);
        });

    [Fact]
    public void A_difference_blocks_with_the_figures_and_the_ids_on_either_side()
    {
        var (both, ofFeed, ofStore, other) = (Trade(1, 13000, 1, id: "A"), Trade(2, 13000, 2, id: "B"), Trade(3, 13000, 3, id: "C"), Trade(4, 98_000, 100, instrument: 1, id: "D"));
        TradeRecord[] feed = [both, ofFeed, other with { Sequence = 3 }];
        TradeRecord[] store = [both, ofStore, Bust(4, both), other with { Price = 98_005, Sequence = 5 }];
        var log = new PartitionLog(0, [.. feed.Select(static (r, i) => ((long)i, r))], 3);
        var partition = Books.Folded(Reference, feed);
        var book = Books.Merged((partition, log));
        var reconciliation = Reconciliation.Of(41, book, [partition], Books.OfStore(Reference, store).Totals()) with { Missing = Search(log, store) };

        var outcome = DayClose.Settle(Books.Key, book, ClosingData.Empty, null, reconciliation);

        Assert.False(outcome.Passed);
        Assert.Equal(
            "AAA (partition 0): quantity 3 and 4, value 3900 and 5200, 0 busts and 1, busted quantity 0 and 1, busted value 0 and 1300; BBB (partition 0): value 98 and 98.005;"
            + " compared with the trade store below transaction 41, which has no partitions; only in the feed: 2 (Trade B, Trade D); only in the trade store: 3 (Bust A, Trade C, Trade D)",
            outcome.Gates.Single(static g => g.Gate == Gate.Reconciled).Evidence);
    }

    [Fact]
    public void A_difference_names_the_partitions_that_have_the_instrument_with_their_figures()
    {
        // Keyed by account, say, instead of by instrument: AAA is in two partitions.
        var (first, second, bust) = (Trade(1, 13000, 1, id: "A"), Trade(1, 13000, 2, id: "B"), Bust(2, Trade(1, 13000, 2, id: "B")));
        (PartitionBook Book, PartitionLog Log)[] partitions = [Partition(0, first), Partition(3, second, bust)];
        var store = Books.OfStore(Reference, first, Trade(2, 98_000, 5, instrument: 1, id: "C")).Totals();

        var reconciliation = Reconciliation.Of(41, Books.Merged(partitions), [.. partitions.Select(static p => p.Book)], store);

        Assert.Equal(
            [
                "AAA (partition 0 with 1 trades, quantity 1, value 1300, 0 busts and partition 3 with 1 trades, quantity 2, value 2600, 1 busts): 2 trades in the feed, 1 in the store, quantity 3 and 1, value 3900 and 1300, 1 busts and 0, busted quantity 2 and 0, busted value 2600 and 0",
                "BBB (in no partition): 0 trades in the feed, 1 in the store, quantity 0 and 0.05, value 0 and 4.9",
            ],
            reconciliation.Differences.Select(static d => d.ToString()));
        Assert.True(reconciliation.HasSameDifferences(Reconciliation.Of(42, Books.Merged(partitions), [], store)));
        Assert.False(reconciliation.HasSameDifferences(Reconciliation.Of(42, Books.Merged(partitions), [], [])));

        static (PartitionBook, PartitionLog) Partition(int partition, params TradeRecord[] records)
        {
            var book = new PartitionBook(Reference, partition, 0);
            Books.FoldAll(book, records);
            return (book, new PartitionLog(partition, [.. records.Select(static (r, i) => ((long)i, r))], records.Length));
        }
    }

    [Fact]
    public void Gate_passes_where_the_two_agree_where_nobody_asks_and_for_a_day_of_the_store()
    {
        var trade = Trade(1, 13000, 1);
        var partition = Books.Folded(Reference, trade);
        var book = Books.Merged((partition, new PartitionLog(0, [(0, trade)], 1)));
        Assert.Equal("not asked for", CorrectionGates.Reconciled(book, null).Evidence);
        Assert.StartsWith("count, quantity and value of 1 trades and 0 busts are those", CorrectionGates.Reconciled(book, Reconciliation.Of(1, book, [partition], book.Totals())).Evidence, StringComparison.Ordinal);
        Assert.True(CorrectionGates.Reconciled(Books.OfStore(Reference, trade), null).Passed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1500)]
    public void Missing_records_are_found_among_many_in_bounded_memory(int missing)
    {
        var trades = Enumerable.Range(1, 20_000).Select(static i => Trade(i, 13_000 + (i % 7), 1 + (i % 5))).ToList();
        var found = Search(new PartitionLog(0, [.. trades.Select(static (t, i) => ((long)i, t))], trades.Count), trades.Skip(missing));
        Assert.True(found.IsComplete);
        Assert.Empty(found.InStore);
        Assert.Equal(trades.Take(missing).Select(static t => $"Trade {t.TradeId}").Order(StringComparer.Ordinal), found.InFeed);
    }

    [Fact]
    public void More_missing_records_than_can_be_told_apart_are_admitted()
    {
        var trades = Enumerable.Range(1, 20_000).Select(static i => Trade(i, 13_000, 1));
        Assert.False(Search(new PartitionLog(0, [], 0), trades).IsComplete);
    }

    private static MissingRecords Search(PartitionLog log, IEnumerable<TradeRecord> store)
    {
        var search = new MissingSearch();
        var pass = search.Pass(Books.Folded(Reference, log.Entries.Select(static e => e.Record)), log.Barrier);
        foreach (var (offset, record) in log.Entries)
            pass.Feed(offset, in record);
        foreach (var record in store)
            search.FeedStore(in record);
        return search.Result();
    }
}

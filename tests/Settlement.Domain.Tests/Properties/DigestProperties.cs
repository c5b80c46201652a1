using CsCheck;
using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Properties;

/// <summary>
/// The result is a function of the day alone. A failure prints CsCheck's seed; run it again with the environment variable CsCheck_Seed.
/// </summary>
public sealed class DigestProperties
{
    [Fact]
    public void Any_feed_of_a_day_gives_the_digest_of_the_trade_store() =>
        Gen.Select(Days.Any, Gen.Int).Sample(static (day, seed) =>
        {
            var random = new Random(seed);
            var store = DayClose.Settle(Books.Key, Books.OfStore(Days.Reference, day.Store(random)), ClosingData.Empty, null).Result();
            for (var i = 0; i < 3; i++)
            {
                var books = day.Feed(random).Select(log => log.Folded(random)).ToArray();
                random.Shuffle(books);
                Assert.Equal(store.Digest, Books.Close(books).Result().Digest);
            }
        });

    [Fact]
    public void Any_day_settles_to_what_an_independent_checker_knows() =>
        Gen.Select(Days.Any, Gen.Int).Sample(static (day, seed) =>
        {
            var random = new Random(seed);
            var result = Books.Close([.. day.Feed(random).Select(log => log.Folded(random))]).Result();
            Assert.Equal((day.Trades.Count, day.Busted.Count), (result.TradeCount, result.BustCount));
            Oracle.Check(Days.Reference, day.Standing, result);
            foreach (var rows in result.Positions.GroupBy(static p => p.Instrument))
                Assert.Equal(0, rows.Sum(static p => p.DayProfit.ToDecimal()));
            foreach (var rows in result.Journal.GroupBy(static j => j.Currency))
                Assert.Equal(rows.Sum(static j => j.Debit.ToDecimal()), rows.Sum(static j => j.Credit.ToDecimal()));
        });

    [Fact]
    public void Settlers_that_fold_the_same_partition_seal_the_same_bytes() =>
        Gen.Select(Days.Any, Gen.Int).Sample(static (day, seed) =>
        {
            var random = new Random(seed);
            foreach (var log in day.Feed(random))
                Assert.Equal(log.Fold(random).Encode(), log.Fold(random).Encode());
        });

    [Fact]
    public void Busted_trades_leave_no_trace_but_their_counts() =>
        Gen.Select(Days.Any, Gen.Int).Sample(static (day, seed) =>
        {
            var random = new Random(seed);
            var with = DayClose.Settle(Books.Key, Books.OfStore(Days.Reference, day.Store(random)), ClosingData.Empty, null).Result();
            var without = DayClose.Settle(Books.Key, Books.OfStore(Days.Reference, day.Standing), ClosingData.Empty, null).Result();
            Assert.Equal(
                without.Digest,
                CanonicalRows.DigestOf(with with { TradeCount = with.TradeCount - with.BustCount, BustCount = 0 }));
        });

    [Fact]
    public void Lost_record_always_blocks_when_a_greater_number_has_come() =>
        Gen.Select(Gen.Int[2, 40], Gen.Int[0, 1000]).Sample(static (count, lost) =>
        {
            var records = Enumerable.Range(1, count).Select(static i => Trade(i, 13_000, 1)).ToList();
            records.RemoveAt(lost % (count - 1));
            Assert.False(Books.Close(Days.Reference, records).Passed);
        });

    [Fact]
    public void Repeats_and_conflicts_are_told_apart_however_far_back_they_reach() =>
        Gen.Int.Sample(
            static seed =>
            {
                var random = new Random(seed);
                var log = Enumerable.Range(1, 18_000).Select(static i => Trade(i, 13_000 + (i % 11), 1 + (i % 3), i % 6, (i * 5) % 6)).ToList();
                var undisturbed = Books.Close(Days.Reference, log).Result();
                var (repeats, conflicts) = (random.Next(20), random.Next(3));
                for (var i = 0; i < repeats; i++)
                    Insert(log, random, static record => record);
                for (var i = 0; i < conflicts; i++)
                    Insert(log, random, static record => record with { Price = record.Price + 1 });
                var book = Books.Folded(Days.Reference, log);
                var check = new SuspectCheck(book);
                foreach (var offset in Enumerable.Range(0, log.Count).OrderBy(_ => random.Next()))
                    check.Feed(offset, log[offset]);
                book = PartitionBook.Decode(Days.Reference, book.Encode());
                book.Resolve(check);
                Assert.Empty(book.Suspects);
                Assert.Equal((repeats, conflicts), (book.Duplicates, book.ConflictCount));
                var outcome = Books.Close(book);
                Assert.Equal(conflicts == 0, outcome.Passed);
                if (conflicts == 0)
                    Assert.Equal(undisturbed.Digest, outcome.Result!.Digest);
            },
            iter: 25);

    [Fact]
    public void Both_profit_forms_agree_for_any_position() =>
        Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Long, Gen.Long, Gen.Long[-1_000_000, 1_000_000], Gen.Long)
            .Sample(static (opening, bought, sold, boughtValue, soldValue, settlement, previous) =>
            {
                var position = new DayPosition(0, 0, Math.Max(opening, 0), Math.Max(-opening, 0), bought, sold, bought == 0 ? 0 : boughtValue, sold == 0 ? 0 : soldValue);
                var items = DayProfit.Itemised(position, settlement, previous);
                Assert.Equal(DayProfit.Total(position, settlement, previous), items.Close + items.Open);
                Assert.Equal((position.ClosingLong, position.ClosingShort), (items.ClosingLong, items.ClosingShort));
            });

    /// <summary>Puts a copy of a random original somewhere behind it.</summary>
    private static void Insert(List<TradeRecord> log, Random random, Func<TradeRecord, TradeRecord> change)
    {
        int from;
        do
        {
            from = random.Next(log.Count);
        }
        while (log.FindIndex(r => r.Sequence == log[from].Sequence) != from);
        log.Insert(random.Next(2) == 0 ? log.Count : random.Next(from + 1, log.Count + 1), change(log[from]));
    }
}

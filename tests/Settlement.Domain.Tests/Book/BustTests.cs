using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;

namespace Settlement.Domain.Tests.Book;

public sealed class BustTests
{
    private static readonly ReferenceData Reference = TestMarket.Of(TestMarket.Gold(), Opening.Net(0, 0, 5), Opening.Net(1, 0, -5));
    private static readonly TradeRecord Standing = Trade(1, 13250, 2, id: "A");
    private static readonly TradeRecord Busted = Trade(2, 13290, 7, 2, 3, second: 600, id: "B");

    [Fact]
    public void Bust_gives_one_digest_before_and_after_its_trade_and_in_any_partition()
    {
        var store = DayClose.Settle(Books.Key, Books.OfStore(Reference, Standing, Busted, Bust(3, Busted)), ClosingData.Empty, null).Result();
        Assert.Equal(store.Digest, Books.Close(Reference, Standing, Busted, Bust(3, Busted)).Result().Digest);
        Assert.Equal(store.Digest, Books.Close(Reference, Bust(1, Busted), Standing with { Sequence = 2 }, Busted with { Sequence = 3 }).Result().Digest);
        Assert.Equal(store.Digest, Books.Close(Log(0, Bust(1, Busted)), Log(1, Standing, Busted)).Result().Digest);
        Assert.Equal((2, 1), (store.TradeCount, store.BustCount));
        Assert.DoesNotContain(store.Positions, static p => p.Participant == "P03");
    }

    [Fact]
    public void Bust_that_is_repeated_is_counted_and_has_no_second_effect()
    {
        var once = Books.Close(Reference, Standing, Busted, Bust(3, Busted)).Result();
        var twice = Books.Close(Log(0, Standing, Busted, Bust(3, Busted)), Log(1, Bust(1, Busted), Bust(2, Busted)));
        Assert.Equal(once.Digest, twice.Result().Digest);
        Assert.Equal("1 busts have taken 1 trades out; 2 more repeat one of them", Evidence(twice));
    }

    [Fact]
    public void Bust_of_an_unknown_trade_blocks_and_passes_as_soon_as_the_trade_is_there()
    {
        var blocked = Books.Close(Reference, Standing, Bust(2, Busted));
        Assert.False(blocked.Passed);
        Assert.StartsWith("bust of trade B (GCZ3: 7 at 1329, P03/A from P04/A, executed ", Evidence(blocked), StringComparison.Ordinal);
        Assert.EndsWith("no trade of the day has this id", Evidence(blocked), StringComparison.Ordinal);
        Assert.True(Books.Close(Reference, Standing, Bust(2, Busted), Busted with { Sequence = 3 }).Passed);
    }

    [Fact]
    public void Bust_with_other_economics_blocks_shows_the_trade_and_passes_with_a_corrected_bust()
    {
        var wrong = Bust(3, Busted with { Price = 13291 });
        var blocked = Books.Close(Reference, Standing, Busted, wrong);
        Assert.False(blocked.Passed);
        Assert.Contains("bust of trade B (GCZ3: 7 at 1329.1", Evidence(blocked), StringComparison.Ordinal);
        Assert.Contains("the trade of this id is GCZ3: 7 at 1329, P03/A from P04/A", Evidence(blocked), StringComparison.Ordinal);
        var corrected = Books.Close(Reference, Standing, Busted, wrong, Bust(4, Busted)).Result();
        Assert.DoesNotContain(corrected.Positions, static p => p.Participant == "P03");
        Assert.Equal(2, corrected.BustCount);
    }

    [Theory]
    [InlineData("price")]
    [InlineData("quantity")]
    [InlineData("buyer")]
    [InlineData("seller")]
    [InlineData("effect")]
    [InlineData("time")]
    public void Each_part_of_the_economics_counts(string part)
    {
        var other = part switch
        {
            "price" => Busted with { Price = 1 },
            "quantity" => Busted with { Quantity = 6 },
            "buyer" => Busted with { Buyer = 1 },
            "seller" => Busted with { Seller = 0 },
            "effect" => Busted with { SellerEffect = PositionEffect.Close },
            _ => Busted with { ExecutedAt = Busted.ExecutedAt + 1 },
        };
        Assert.Contains("the trade of this id is", Evidence(Books.Close(Reference, Standing, Busted, Bust(3, other))), StringComparison.Ordinal);
    }

    [Fact]
    public void Corrected_trade_of_the_same_id_stays_and_its_bust_takes_it_out_too()
    {
        var correction = Busted with { Sequence = 4, Price = 13240 };
        var corrected = Books.Close(Reference, Standing, Busted, Bust(3, Busted), correction).Result();
        var directly = Books.Close(Reference, Standing, correction with { Sequence = 2 }).Result();
        Assert.Equal(directly.Digest, CanonicalRows.DigestOf(corrected with { TradeCount = 2, BustCount = 0 }));
        Assert.Equal(corrected.Digest, DayClose.Settle(Books.Key, Books.OfStore(Reference, Standing, Busted, Bust(3, Busted), correction), ClosingData.Empty, null).Result().Digest);
        Assert.DoesNotContain(Books.Close(Reference, Standing, Busted, Bust(3, Busted), correction, Bust(5, correction)).Result().Positions, static p => p.Participant == "P03");
        // A bust that fits neither, beside a trade that stands, may mean that one.
        Assert.False(Books.Close(Reference, Standing, Busted, Bust(3, Busted), correction, Bust(5, Busted with { Price = 1 })).Passed);
    }

    [Fact]
    public void Bust_that_fits_two_trades_blocks()
    {
        var outcome = Books.Close(Reference, Standing, Busted, Bust(3, Busted), Busted with { Sequence = 4 });
        Assert.Contains("more than one trade of the day is exactly that", Evidence(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void Busting_everything_equals_an_empty_day()
    {
        TradeRecord[] trades = [Standing, Busted, Trade(3, 13200, 0, id: "C")];
        var busted = Books.Close(Reference, [.. trades, .. trades.Select(static (t, i) => Bust(4 + i, t))]).Result();
        var empty = Books.Close(new PartitionBook(Reference, 0, 0)).Result();
        Assert.Equal(empty.Digest, CanonicalRows.DigestOf(busted with { TradeCount = 0, BustCount = 0 }));
    }

    [Fact]
    public void Repeated_and_conflicting_records_of_the_log_are_no_second_trades()
    {
        // Offsets 0 and 1 are one record, sent twice; what lies beyond the barrier at offset 4 is not the day's.
        TradeRecord[] log = [Busted with { Sequence = 1 }, Busted with { Sequence = 1 }, Bust(2, Busted), Standing with { Sequence = 3 }, Busted with { Sequence = 4 }];
        var book = new PartitionBook(Reference, 0, 0);
        Books.FoldAll(book, log.Take(4));
        Assert.True(Books.Close((book, new PartitionLog(0, [.. log.Select(static (r, i) => ((long)i, r))], 4))).Passed);
    }

    [Fact]
    public void Trade_that_fills_a_hole_beyond_the_barrier_is_found()
    {
        TradeRecord[] log = [Standing, Bust(3, Busted), Busted, Busted with { Sequence = 4 }];
        var book = new PartitionBook(Reference, 0, 0);
        Books.FoldAll(book, log.Take(2));
        Assert.Equal(FoldOutcome.Accepted, book.FoldBeyondBarrier(2, in log[2]));
        book.Seal(2);
        Assert.True(Books.Close((book, new PartitionLog(0, [.. log.Select(static (r, i) => ((long)i, r))], 2))).Passed);
    }

    [Fact]
    public void Busts_that_nobody_has_compared_block()
    {
        var outcome = Books.Close(Books.Folded(Reference, Standing, Busted, Bust(3, Busted)));
        Assert.Equal("1 busts have not been compared with the trades that they cancel", Evidence(outcome));
    }

    [Fact]
    public void Book_keeps_its_busts_in_its_image()
    {
        var book = Books.Folded(Reference, Standing, Bust(2, Busted), Bust(3, Busted with { Price = 1 }), Bust(4, Busted));
        var decoded = PartitionBook.Decode(Reference, book.Encode());
        Assert.Equal(book.Encode(), decoded.Encode());
        Assert.Equal((2L, 1L), (decoded.Busted.Count, decoded.Busted.Repeated));
    }

    [Fact]
    public void Trade_store_gives_its_busts_first()
    {
        var day = DayBook.OfStore(Reference);
        day.Fold(Bust(1, Busted));
        day.Fold(in Standing);
        Assert.Throws<ArgumentException>(() => day.Fold(Bust(3, Standing)));
        Assert.Throws<InvalidOperationException>(() => DayBook.Merge(Reference, []).EndOfStore());
    }

    [Fact]
    public void Bust_that_the_reference_data_do_not_know_is_refused()
    {
        var book = new PartitionBook(Reference, 0, 0);
        Assert.Throws<ArgumentException>(() => book.Fold(0, Bust(1, Busted with { Seller = 99 })));
        Assert.Equal((0L, 0L), (book.Busts, book.NextOffset));
    }

    private static string Evidence(DayCloseOutcome outcome) => outcome.Gates.Single(static g => g.Gate == Gate.BustsMatched).Evidence;

    private static (PartitionBook Book, PartitionLog Log) Log(int partition, params TradeRecord[] records)
    {
        var book = new PartitionBook(Reference, partition, 0);
        Books.FoldAll(book, records.Select(static (r, i) => r with { Sequence = i + 1 }));
        return (book, new PartitionLog(partition, [.. records.Select(static (r, i) => ((long)i, r with { Sequence = i + 1 }))], records.Length));
    }
}

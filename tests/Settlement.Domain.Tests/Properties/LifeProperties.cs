using CsCheck;
using Settlement.Domain.Book;
using Settlement.Domain.Reference;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Tests.Properties;

/// <summary>What holds of positions over their whole life, of merging, and at the limits of numbers.</summary>
public sealed class LifeProperties
{
    private static readonly Gen<(int Buyer, int Seller, long Price, long Quantity)> AnyTrade =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Long[-500, 20_000], Gen.Long[1, 30]);

    private static readonly Gen<List<(List<(int Buyer, int Seller, long Price, long Quantity)> Trades, long Settlement)>> AnyLife =
        Gen.Select(AnyTrade.List[0, 8], Gen.Long[-500, 20_000]).List[1, 6];

    [Fact]
    public void Daily_profits_of_a_life_that_ends_flat_are_what_was_sold_less_what_was_bought() => AnyLife.Sample(static life =>
    {
        var net = new long[4];
        var cash = new decimal[4];
        var profit = new decimal[4];
        long? previous = null;
        foreach (var (trades, settlement) in life.Append((FlatteningTrades(life), life[^1].Settlement + 1)))
        {
            var reference = TestMarket.Of(
                TestMarket.Gold(new PriceTier(PriceTierKind.WindowVwap, TestMarket.At(1000), TestMarket.At(1060))) with { PreviousSettlement = previous },
                [.. net.Select(static (quantity, account) => Opening.Net(account, 0, quantity)).Where(static o => o.Quantity != 0)]);
            var records = trades.Select(static (t, i) => Records.Trade(i + 1, t.Price, t.Quantity, t.Buyer, t.Seller, second: 900)).ToList();
            // A trade of an account with itself sets the settlement price and moves nobody's position.
            records.Add(Records.Trade(records.Count + 1, settlement, 1, 3, 3, second: 1030));
            foreach (var (buyer, seller, price, quantity) in trades)
            {
                cash[seller] += price * quantity * 100 / 10m;
                cash[buyer] -= price * quantity * 100 / 10m;
            }

            foreach (var row in Books.Close(reference, records).Result().Positions)
            {
                var account = row.Participant[^1] - '1';
                profit[account] += row.DayProfit.ToDecimal();
                net[account] = (long)(row.ClosingLong - row.ClosingShort);
            }

            previous = settlement;
        }

        Assert.Equal(new long[4], net);
        Assert.Equal(cash, profit);
    });

    [Fact]
    public void Merging_books_is_associative_and_commutative() => Gen.Select(Days.Any, Gen.Int).Sample(static (day, seed) =>
    {
        var random = new Random(seed);
        var records = day.Standing.Select(static (r, i) => r with { Sequence = i + 1 }).ToList();
        DaySums[] parts = [.. Split(records, random).Select(static p => Book(p.Partition, p.Records).Sums)];
        var (left, right, whole) = (new DaySums(Days.Reference), new DaySums(Days.Reference), new DaySums(Days.Reference));
        foreach (var record in records)
            whole.Apply(in record);
        foreach (var part in parts)
            left.Add(part);
        // From the other end, and in pairs: (c + b) + a.
        for (var i = parts.Length - 1; i >= 0; i -= 2)
        {
            var pair = new DaySums(Days.Reference);
            pair.Add(parts[i]);
            if (i > 0)
                pair.Add(parts[i - 1]);
            right.Add(pair);
        }

        Assert.Equal(Image(whole), Image(left));
        Assert.Equal(Image(whole), Image(right));
    });

    [Fact]
    public void Sums_beyond_what_a_book_holds_are_refused_and_change_nothing() =>
        Gen.Select(Gen.Long[long.MaxValue - 1000, long.MaxValue], Gen.Long[long.MaxValue / 2, long.MaxValue], Gen.Bool).Sample(static (price, quantity, isNegative) =>
        {
            var book = new PartitionBook(Days.Reference, 0, 0);
            var trade = Records.Trade(1, isNegative ? -price : price, quantity);
            byte[] before = [];
            var folded = 0;
            var refused = Record.Exception(() =>
            {
                for (; folded < 20; folded++)
                {
                    before = book.Encode();
                    book.Fold(folded, trade with { Sequence = folded + 1, TradeId = Records.Id($"T{folded}") });
                }
            });
            Assert.IsType<OverflowException>(refused);
            Assert.Equal(before, book.Encode());
        });

    /// <summary>Everybody trades his position away against the next one, at a price of the day.</summary>
    private static List<(int Buyer, int Seller, long Price, long Quantity)> FlatteningTrades(List<(List<(int Buyer, int Seller, long Price, long Quantity)> Trades, long Settlement)> life)
    {
        var net = new long[4];
        foreach (var (buyer, seller, _, quantity) in life.SelectMany(static d => d.Trades))
        {
            net[buyer] += quantity;
            net[seller] -= quantity;
        }

        var trades = new List<(int, int, long, long)>();
        for (var account = 0; account < 3; account++)
        {
            if (net[account] == 0)
                continue;
            trades.Add(net[account] > 0 ? (account + 1, account, 777 + account, net[account]) : (account, account + 1, 777 + account, -net[account]));
            net[account + 1] += net[account];
        }

        return trades;
    }

    private static IEnumerable<(int Partition, List<TradeRecord> Records)> Split(List<TradeRecord> records, Random random)
    {
        var count = random.Next(1, 5);
        return records.GroupBy(_ => random.Next(count)).Select(static g => (g.Key, g.Select(static (r, i) => r with { Sequence = i + 1 }).ToList()));
    }

    private static PartitionBook Book(int partition, List<TradeRecord> records)
    {
        var book = new PartitionBook(Days.Reference, partition, 0);
        Books.FoldAll(book, records);
        return book;
    }

    private static byte[] Image(DaySums sums)
    {
        var writer = new ImageWriter(4096);
        sums.Write(writer);
        return writer.Written.ToArray();
    }
}

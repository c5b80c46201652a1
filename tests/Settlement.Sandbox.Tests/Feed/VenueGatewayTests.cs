using Settlement.Domain.Trades;
using Settlement.Sandbox.Feed;

namespace Settlement.Sandbox.Tests.Feed;

public sealed class VenueGatewayTests
{
    [Fact]
    public void The_end_of_a_session_is_not_numbered_like_a_trade()
    {
        var gateway = new VenueGateway(4, FeedPartitioning.ByInstrument);

        Assert.Throws<ArgumentException>(() => gateway.Number(Trades.Some(1)[0] with { Kind = TradeKind.EndOfSession }));
    }

    [Theory]
    [InlineData(FeedPartitioning.ByInstrument)]
    [InlineData(FeedPartitioning.RoundRobin)]
    public void Each_partition_and_trading_day_counts_from_one_without_gaps(FeedPartitioning partitioning)
    {
        var gateway = new VenueGateway(3, partitioning);
        var nextDay = Trades.Some(30).Select(trade => trade with { TradingDay = Trades.Day.AddDays(1) });

        var numbered = Trades.Some(50).Concat(nextDay).Select(gateway.Number).ToList();

        foreach (var place in numbered.GroupBy(record => (record.Partition, record.Message.TradingDay)))
            Assert.Equal(Enumerable.Range(1, place.Count()).Select(n => (long)n), place.Select(record => record.Message.Sequence));
    }

    [Fact]
    public void An_instrument_stays_in_its_partition()
    {
        var gateway = new VenueGateway(4, FeedPartitioning.ByInstrument);

        var partitions = Trades.Some(50).Select(gateway.Number).GroupBy(record => record.Message.Instrument).Select(i => i.Select(r => r.Partition).Distinct());

        Assert.All(partitions, instrument => Assert.Single(instrument));
    }

    [Fact]
    public void Every_partition_ends_with_its_count_and_the_quantity_of_its_trades_also_one_without_any()
    {
        var gateway = new VenueGateway(3, FeedPartitioning.RoundRobin);
        var trades = Trades.Some(2);
        gateway.Number(trades[0]);
        gateway.Number(trades[1]);
        gateway.Number(trades[0] with { Kind = TradeKind.Trade, TradingDay = Trades.Day.AddDays(1) });
        gateway.Number(trades[0] with { Kind = TradeKind.Bust });

        var ends = gateway.EndSession(Trades.Day);

        Assert.Equal([(0, 3L, 2L, 1m), (1, 2L, 1L, 2m), (2, 1L, 0L, 0m)], ends.Select(end =>
            (end.Partition, end.Message.Sequence, end.Message.Count!.Value, end.Message.Quantity)));
        Assert.All(ends, end => Assert.Equal(TradeKind.EndOfSession, end.Message.Kind));
    }
}

using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Feed;

/// <summary>How trades are given to partitions.</summary>
public enum FeedPartitioning
{
    /// <summary>All trades of an instrument go to one partition.</summary>
    ByInstrument,

    /// <summary>Trades go round the partitions, as from a venue with several gateways; so every partition is busy even where one instrument is.</summary>
    RoundRobin,
}

/// <summary>A record with the place that the venue gave it.</summary>
/// <param name="Partition">Partition of the trade topic.</param>
/// <param name="Message">The record, numbered.</param>
public readonly record struct NumberedRecord(int Partition, TradeMessage Message);

/// <summary>
/// The venue's gateway: it decides on each trade's partition and numbers it there, per trading day, from 1, without gaps, and knows the
/// control totals with which a session ends.
/// </summary>
public sealed class VenueGateway
{
    private readonly Dictionary<(int Partition, DateOnly Day), Totals> _totals = [];
    private readonly int _partitions;
    private readonly FeedPartitioning _partitioning;
    private int _next;

    /// <param name="partitions">Number of partitions of the trade topic, from 1.</param>
    /// <param name="partitioning">How trades are given to them.</param>
    public VenueGateway(int partitions, FeedPartitioning partitioning)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        _partitions = partitions;
        _partitioning = partitioning;
    }

    /// <summary>Numbers a trade or a bust.</summary>
    public NumberedRecord Number(TradeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Kind is not (TradeKind.Trade or TradeKind.Bust))
            throw new ArgumentException($"A {message.Kind} is not numbered: end a session by {nameof(EndSession)}.", nameof(message));
        var partition = PartitionOf(message);
        var totals = _totals.GetValueOrDefault((partition, message.TradingDay));
        totals = totals with { Last = totals.Last + 1, Count = totals.Count + 1, Quantity = totals.Quantity + (message.Kind == TradeKind.Trade ? message.Quantity : 0) };
        _totals[(partition, message.TradingDay)] = totals;
        return new NumberedRecord(partition, message with { Sequence = totals.Last });
    }

    /// <summary>The records that end a trading day: one for every partition, also for those without a trade. What is numbered afterwards is a late correction.</summary>
    public IReadOnlyList<NumberedRecord> EndSession(DateOnly tradingDay) =>
        [.. Enumerable.Range(0, _partitions).Select(partition =>
        {
            var totals = _totals.GetValueOrDefault((partition, tradingDay));
            totals = totals with { Last = totals.Last + 1 };
            _totals[(partition, tradingDay)] = totals;
            return new NumberedRecord(partition, new TradeMessage
            {
                Sequence = totals.Last,
                Kind = TradeKind.EndOfSession,
                TradingDay = tradingDay,
                Count = totals.Count,
                Quantity = totals.Quantity,
            });
        })];

    private int PartitionOf(TradeMessage message)
    {
        if (_partitioning == FeedPartitioning.RoundRobin)
            return _next++ % _partitions;
        // FNV-1a: the same in every process, which string.GetHashCode is not.
        var hash = 2166136261u;
        foreach (var c in message.Instrument ?? "")
            hash = unchecked((hash ^ c) * 16777619u);
        return (int)(hash % (uint)_partitions);
    }

    /// <summary>The last number given, and the trades and busts before the end with their quantity.</summary>
    private readonly record struct Totals(long Last, long Count, decimal Quantity);
}

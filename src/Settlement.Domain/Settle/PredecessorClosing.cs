using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>What the settled trading day before left open, by name: the openings that today must start from.</summary>
/// <param name="Key">The settled run.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Rows">Its closing positions that are carried on: not zero, and not of cash instruments.</param>
/// <param name="Funds">Its funds that are not zero.</param>
public sealed record PredecessorClosing(RunKey Key, string Digest, IReadOnlyList<ClosingPosition> Rows, IReadOnlyList<ClosingFunds> Funds)
{
    /// <summary>What a result left open.</summary>
    public static PredecessorClosing Of(SettlementResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var delivered = result.Prices.Where(static p => p.Kind == InstrumentKind.Cash).Select(static p => p.Instrument).ToHashSet(StringComparer.Ordinal);
        return new PredecessorClosing(
            result.Key,
            result.Digest,
            [.. result.Positions
                .Where(p => (p.ClosingLong != 0 || p.ClosingShort != 0) && !delivered.Contains(p.Instrument))
                .Select(static p => new ClosingPosition(p.Participant, p.Account, p.Instrument, p.ClosingLong, p.ClosingShort))],
            [.. result.Funds
                .Where(static f => f.Reserve != Amount.Zero || f.Margin != Amount.Zero)
                .Select(static f => new ClosingFunds(f.Participant, f.Account, f.Currency, f.Reserve, f.Margin))]);
    }
}

/// <summary>One closing position.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Instrument">Symbol.</param>
/// <param name="Long">Long quantity, zero or more.</param>
/// <param name="Short">Short quantity, zero or more.</param>
public sealed record ClosingPosition(string Participant, string Account, string Instrument, decimal Long, decimal Short);

/// <summary>One account's money after the day.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Currency">Currency of the amounts.</param>
/// <param name="Reserve">Settlement reserve.</param>
/// <param name="Margin">Margin.</param>
public sealed record ClosingFunds(string Participant, string Account, string Currency, Amount Reserve, Amount Margin);

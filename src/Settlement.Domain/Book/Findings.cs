using Settlement.Domain.Money;

namespace Settlement.Domain.Book;

/// <summary>Sequence numbers in a row, both ends included.</summary>
/// <param name="From">First number.</param>
/// <param name="To">Last number; not below <paramref name="From"/>.</param>
public readonly record struct SequenceRange(long From, long To)
{
    /// <summary>How many numbers.</summary>
    public long Count => To - From + 1;

    /// <summary>As in <c>17..19</c>, or <c>17</c>.</summary>
    public override string ToString() => From == To ? FormattableString.Invariant($"{From}") : FormattableString.Invariant($"{From}..{To}");
}

/// <summary>A record whose number was used before for another record.</summary>
/// <param name="Sequence">The number.</param>
/// <param name="Offset">Where the later record is.</param>
public readonly record struct SequenceConflict(long Sequence, long Offset);

/// <summary>A record whose number was used too long ago to be compared at once.</summary>
/// <param name="Sequence">The number.</param>
/// <param name="Fingerprint">Fingerprint of the later record.</param>
/// <param name="Offset">Where the later record is.</param>
public readonly record struct Suspect(long Sequence, ulong Fingerprint, long Offset);

/// <summary>A record of an earlier trading day.</summary>
/// <param name="Offset">Where it is.</param>
/// <param name="Day">Its trading day.</param>
/// <param name="Sequence">Its number in that day.</param>
/// <param name="TradeId">Its trade id; empty for an end of session.</param>
public readonly record struct LateTrade(long Offset, DateOnly Day, long Sequence, string TradeId);

/// <summary>Control totals that the venue gave for a partition and trading day.</summary>
/// <param name="Sequence">The record's own number; one more than <paramref name="Count"/> in a correct feed.</param>
/// <param name="Count">Trades and busts before it.</param>
/// <param name="Quantity">Sum of the trades' quantities, in units of 10^-10 (<see cref="Amount.Scale"/>).</param>
/// <param name="Offset">Where it is.</param>
public sealed record EndOfSession(long Sequence, long Count, Int128 Quantity, long Offset);

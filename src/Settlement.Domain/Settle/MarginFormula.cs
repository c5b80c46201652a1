using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>Margin of one instrument's positions: rate × settlement price × multiplier × quantity, or rate × quantity, each side rounded half up.</summary>
internal sealed class MarginFormula
{
    private readonly MarginBasis _basis;
    private readonly string _currency;
    private readonly RateFormula _long;
    private readonly RateFormula _short;

    private MarginFormula(Instrument instrument, MarginRule rule)
    {
        _basis = rule.Basis;
        _currency = instrument.Currency;
        _long = new RateFormula(rule.Long, instrument);
        _short = new RateFormula(rule.Short, instrument);
    }

    /// <summary>The formula; null where no margin is taken. What is delivered is not carried, so it ties no margin.</summary>
    internal static MarginFormula? For(Instrument instrument) =>
        instrument.Margin is { } rule && instrument.Kind == InstrumentKind.Future ? new MarginFormula(instrument, rule) : null;

    /// <summary>Margin of each side of a position at its end.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    internal (Amount Long, Amount Short) Of(in DayPosition position, long settlement)
    {
        var (longs, shorts) = (Quantity(position.ClosingLong), Quantity(position.ClosingShort));
        if (_basis == MarginBasis.Net)
            (longs, shorts) = (Math.Max(longs - shorts, 0), Math.Max(shorts - longs, 0));
        return (Side(_long, longs, settlement), Side(_short, shorts, settlement));
    }

    private Amount Side(RateFormula formula, long quantity, long settlement) =>
        Amount.FromMinor(formula.Of(Math.BigMul(settlement, quantity), quantity), _currency);

    /// <summary>A negative side is <see cref="Gates.Gate.PositionsHeld"/>'s matter.</summary>
    private static long Quantity(Int128 quantity) => checked((long)Int128.Max(quantity, 0));
}

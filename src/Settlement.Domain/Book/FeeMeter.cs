using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>Fees of trade legs in minor units of the instrument's currency. A formula is made when it is first needed, never per trade.</summary>
internal sealed class FeeMeter(ReferenceData reference)
{
    private readonly LegFees?[] _usual = new LegFees?[reference.Fees.Schedules.Count == 0 ? 0 : reference.Instruments.Count];
    private readonly Dictionary<long, LegFees> _others = [];

    /// <exception cref="OverflowException">The fee does not fit into 64 bits.</exception>
    internal long Of(int account, int instrument, PositionEffect effect, Int128 value, long quantity)
    {
        if (_usual.Length == 0)
            return 0;
        var schedule = reference.FeeOf(account, instrument);
        if (schedule == FeeTable.NoFee)
            return 0;
        var fees = _usual[instrument] ??= Make(schedule, instrument);
        if (fees.Schedule != schedule)
            fees = Other(schedule, instrument);
        var formula = effect switch
        {
            PositionEffect.Close => fees.Close,
            PositionEffect.CloseToday => fees.CloseToday,
            _ => fees.Open,
        };
        return formula.Of(value, quantity);
    }

    private LegFees Other(int schedule, int instrument)
    {
        var key = ((long)schedule << 32) | (uint)instrument;
        if (!_others.TryGetValue(key, out var fees))
            _others.Add(key, fees = Make(schedule, instrument));
        return fees;
    }

    private LegFees Make(int index, int instrument)
    {
        var schedule = reference.Fees.Schedules[index];
        var traded = reference.Instruments[instrument];
        return new LegFees(index, new RateFormula(schedule.Open, traded), new RateFormula(schedule.Close, traded), new RateFormula(schedule.CloseToday, traded));
    }

    private sealed record LegFees(int Schedule, RateFormula Open, RateFormula Close, RateFormula CloseToday);
}

using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>The section <c>openings</c>: what is carried into one trading day.</summary>
internal sealed class OpeningSection
{
    private readonly NamedFields _names;
    private readonly YamlFields _fields;
    private readonly HashSet<string> _priced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _prices = new(StringComparer.Ordinal);
    private readonly Dictionary<(Account, string), CarriedPosition> _positions = [];
    private readonly Dictionary<(Account, string), CarriedFunds> _funds = [];

    private OpeningSection(YamlFields fields, NamedFields names) => (_fields, _names) = (fields, names);

    /// <summary>Reads the section; null when there is none, or when it cannot be read.</summary>
    public static OpeningSet? Read(YamlFields file, NamedFields names) =>
        file.Map("openings", "tradingDay", "positions", "previousSettlement", "funds") is { } fields ? new OpeningSection(fields, names).Read() : null;

    private OpeningSet? Read()
    {
        var day = _fields.Day("tradingDay");
        foreach (var price in _fields.Maps("previousSettlement", isRequired: false, "instrument", "price"))
            Price(price);
        foreach (var position in _fields.Maps("positions", isRequired: false, "participant", "account", "instrument", "quantity", "long", "short"))
            Position(position);
        foreach (var funds in _fields.Maps("funds", isRequired: false, "participant", "account", "currency", "reserve", "margin"))
            Funds(funds);
        Balance();
        return day is { } tradingDay ? new OpeningSet(tradingDay, [.. _positions.Values], _prices) { Funds = [.. _funds.Values] } : null;
    }

    private void Price(YamlFields fields)
    {
        if (_names.Instrument(fields) is not { } instrument)
            return;
        if (!_priced.Add(instrument.Symbol))
            fields.Wrong("instrument", $"the price of '{instrument.Symbol}' is there twice");
        if (fields.Number("price", instrument.PriceScale, $"the prices of {instrument.Symbol}") is not { } price)
            return;
        if (instrument.Tick > 0 && price % instrument.Tick != 0 && instrument.Rounding != PriceRounding.AwayFromPrevious)
            fields.Wrong("price", FormattableString.Invariant($"{price} is not a multiple of the tick {instrument.Tick} of {instrument.Symbol}"));
        _prices.TryAdd(instrument.Symbol, price);
    }

    private void Position(YamlFields fields)
    {
        var account = _names.Account(fields);
        if (_names.Instrument(fields) is not { } instrument)
            return;
        if (!_priced.Contains(instrument.Symbol))
            fields.Wrong("instrument", $"a position in '{instrument.Symbol}' needs its price in {_fields.PathOf("previousSettlement")}");
        if (instrument.Kind == InstrumentKind.Cash)
            fields.Wrong("instrument", $"'{instrument.Symbol}' is cash, which is delivered and never carried");
        if (Sides(fields, instrument) is not { } sides || account is null)
            return;
        var position = new CarriedPosition(account.Participant, account.Name, instrument.Symbol, sides.Long, sides.Short);
        if (!_positions.TryAdd((account, instrument.Symbol), position))
            fields.Wrong("account", $"the position of '{account}' in '{instrument.Symbol}' is there twice");
    }

    private static (decimal Long, decimal Short)? Sides(YamlFields fields, MarketInstrument instrument)
    {
        var what = $"quantities of {instrument.Symbol}";
        if (fields.Find("long") is null && fields.Find("short") is null)
        {
            if (fields.Number("quantity", instrument.QuantityScale, what) is not { } quantity)
                return null;
            if (quantity == 0)
                fields.Wrong("quantity", "must not be zero; leave the position out");
            return (Math.Max(quantity, 0), Math.Max(-quantity, 0));
        }

        if (fields.Find("quantity") is not null)
            fields.Wrong("quantity", "is there beside long and short; give the net quantity or the sides");
        var sides = new decimal?[2];
        for (var i = 0; i < sides.Length; i++)
        {
            var name = i == 0 ? "long" : "short";
            sides[i] = fields.Find(name) is null ? 0 : fields.Number(name, instrument.QuantityScale, what);
            if (sides[i] < 0)
                fields.Wrong(name, "must not be negative");
        }

        if (sides is [0m, 0m])
            fields.Wrong("long", "must not be zero beside a short of zero; leave the position out");
        if (instrument.Keeping == PositionKeeping.Net && sides is [> 0, > 0])
            fields.Wrong("short", $"cannot be there beside long: positions in {instrument.Symbol} are net");
        return sides is [{ } longs, { } shorts] ? (longs, shorts) : null;
    }

    private void Funds(YamlFields fields)
    {
        var account = _names.Account(fields);
        var currency = NamedFields.Currency(fields);
        var reserve = fields.Find("reserve") is null ? 0 : fields.Money("reserve");
        var margin = fields.Find("margin") is null ? 0 : fields.Money("margin");
        if (margin < 0)
            fields.Wrong("margin", "must not be negative");
        if (account is null || currency is null || reserve is null || margin is null)
            return;
        if (!_funds.TryAdd((account, currency), new CarriedFunds(account.Participant, account.Name, currency, reserve.Value, margin.Value)))
            fields.Wrong("account", $"the funds of '{account}' in {currency} are there twice");
    }

    /// <summary>Every long has its short.</summary>
    private void Balance()
    {
        foreach (var sum in _positions.Values.GroupBy(static p => p.Instrument, static p => p.Long - p.Short).Select(static g => (Symbol: g.Key, Net: g.Sum())).Where(static g => g.Net != 0))
            _fields.Wrong("positions", FormattableString.Invariant($"positions in '{sum.Symbol}' sum to {DecimalPlaces.Trimmed(sum.Net)}, not to zero: every long needs its short"));
    }
}

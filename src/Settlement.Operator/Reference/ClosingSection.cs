using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>The section <c>closing</c>: what came after the close of one trading day.</summary>
internal sealed class ClosingSection
{
    private readonly NamedFields _names;
    private readonly YamlFields _fields;
    private readonly Dictionary<string, PublishedPrice> _prices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ControlTotal> _totals = new(StringComparer.Ordinal);
    private readonly Dictionary<(Account, string), CashFlow> _flows = [];

    private ClosingSection(YamlFields fields, NamedFields names) => (_fields, _names) = (fields, names);

    /// <summary>Reads the section; null when there is none, or when it cannot be read.</summary>
    public static ClosingSet? Read(YamlFields file, NamedFields names) =>
        file.Map("closing", "tradingDay", "publishedPrices", "controlTotals", "flows") is { } fields ? new ClosingSection(fields, names).Read() : null;

    private ClosingSet? Read()
    {
        var day = _fields.Day("tradingDay");
        foreach (var price in _fields.Maps("publishedPrices", isRequired: false, "instrument", "price"))
            Price(price);
        foreach (var total in _fields.Maps("controlTotals", isRequired: false, "instrument", "trades", "busts", "quantity", "value"))
            Total(total);
        foreach (var flow in _fields.Maps("flows", isRequired: false, "participant", "account", "currency", "deposit", "withdrawal"))
            Flow(flow);
        return day is { } tradingDay ? new ClosingSet(tradingDay, ClosingData.Of(_prices.Values, _totals.Values, _flows.Values)) : null;
    }

    private void Price(YamlFields fields)
    {
        var instrument = _names.Instrument(fields);
        if ((instrument?.Symbol ?? _names.Symbol(fields)) is not { } symbol || fields.Number("price", instrument?.PriceScale ?? 9, $"the prices of {symbol}") is not { } price)
            return;
        if (!_prices.TryAdd(symbol, new PublishedPrice(symbol, DecimalPlaces.Trimmed(price))))
            fields.Wrong("instrument", $"the price of '{symbol}' is there twice");
    }

    private void Total(YamlFields fields)
    {
        var isOfAll = fields.Find("instrument") is null;
        var symbol = isOfAll ? null : _names.Symbol(fields);
        var total = new ControlTotal(symbol, Count(fields, "trades"), Count(fields, "busts"), Amount(fields, "quantity"), Amount(fields, "value"));
        if (total is { Trades: null, Busts: null, Quantity: null, Value: null })
            fields.Wrong("trades", "is missing, and so are busts, quantity and value; give at least one");
        if ((isOfAll || symbol is not null) && !_totals.TryAdd(symbol ?? "", total))
            fields.Wrong("instrument", $"the totals of {(symbol is null ? "all instruments" : $"'{symbol}'")} are there twice");
    }

    private void Flow(YamlFields fields)
    {
        var account = _names.Account(fields);
        var currency = NamedFields.Currency(fields);
        var (deposit, withdrawal) = (Amount(fields, "deposit"), Amount(fields, "withdrawal"));
        foreach (var (name, amount) in (ReadOnlySpan<(string, Amount?)>)[("deposit", deposit), ("withdrawal", withdrawal)])
        {
            if (amount < Domain.Money.Amount.Zero)
                fields.Wrong(name, "must not be negative");
        }

        if (deposit is null && withdrawal is null)
            fields.Wrong("deposit", "is missing, and so is withdrawal; give at least one");
        if (account is null || currency is null)
            return;
        if (!_flows.TryAdd((account, currency), new CashFlow(account.Participant, account.Name, currency, deposit ?? default, withdrawal ?? default)))
            fields.Wrong("account", $"the flows of '{account}' in {currency} are there twice; add them up");
    }

    private static long? Count(YamlFields fields, string name)
    {
        if (fields.Find(name) is null || fields.Number(name, 0, "a count") is not { } count)
            return null;
        if (count < 0)
            fields.Wrong(name, "must not be negative");
        return (long)count;
    }

    private static Amount? Amount(YamlFields fields, string name) =>
        fields.Find(name) is not null && fields.Money(name) is { } value ? Domain.Money.Amount.FromDecimal(value) : null;
}

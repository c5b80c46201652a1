using System.Globalization;
using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>The section <c>openings</c>: what is carried into one trading day.</summary>
internal sealed class OpeningSection
{
    private readonly IReadOnlyDictionary<string, MarketInstrument> _instruments;
    private readonly IReadOnlySet<Account> _accounts;
    private readonly ReferenceProblems _problems;
    private readonly YamlFields _fields;
    private readonly HashSet<string> _priced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _prices = new(StringComparer.Ordinal);
    private readonly Dictionary<(Account, string), CarriedPosition> _positions = [];

    private OpeningSection(YamlFields fields, IReadOnlyDictionary<string, MarketInstrument> instruments, IReadOnlySet<Account> accounts, ReferenceProblems problems)
    {
        _fields = fields;
        _instruments = instruments;
        _accounts = accounts;
        _problems = problems;
    }

    /// <summary>Reads the section; null when there is none, or when it cannot be read.</summary>
    public static OpeningSet? Read(
        YamlFields file, IReadOnlyDictionary<string, MarketInstrument> instruments, IReadOnlySet<Account> accounts, ReferenceProblems problems)
    {
        if (file.Find("openings") is not { } section
            || YamlFields.Of(section, "openings", problems, "tradingDay", "positions", "previousSettlement") is not { } fields)
            return null;
        return new OpeningSection(fields, instruments, accounts, problems).Read();
    }

    private OpeningSet? Read()
    {
        var day = Day();
        foreach (var (item, i) in _fields.Items("previousSettlement", isRequired: false).Select(static (item, i) => (item, i)))
        {
            if (YamlFields.Of(item, $"{_fields.PathOf("previousSettlement")}[{i}]", _problems, "instrument", "price") is { } price)
                Price(price);
        }

        foreach (var (item, i) in _fields.Items("positions", isRequired: false).Select(static (item, i) => (item, i)))
        {
            if (YamlFields.Of(item, $"{_fields.PathOf("positions")}[{i}]", _problems, "participant", "account", "instrument", "quantity") is { } position)
                Position(position);
        }

        Balance();
        return day is { } tradingDay ? new OpeningSet(tradingDay, [.. _positions.Values], _prices) : null;
    }

    private DateOnly? Day()
    {
        if (_fields.Text("tradingDay", "a date such as 2013-10-08") is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        _fields.Wrong("tradingDay", $"'{text}' must be a date such as 2013-10-08");
        return null;
    }

    private void Price(YamlFields fields)
    {
        if (Instrument(fields) is not { } instrument)
            return;
        if (!_priced.Add(instrument.Symbol))
            fields.Wrong("instrument", $"the price of '{instrument.Symbol}' is there twice");
        if (fields.Number("price", instrument.PriceScale, $"the prices of {instrument.Symbol}") is not { } price)
            return;
        if (instrument.Tick > 0 && price % instrument.Tick != 0)
            fields.Wrong("price", string.Create(CultureInfo.InvariantCulture, $"{price} is not a multiple of the tick {instrument.Tick} of {instrument.Symbol}"));
        _prices.TryAdd(instrument.Symbol, price);
    }

    private void Position(YamlFields fields)
    {
        var account = AccountOf(fields);
        if (Instrument(fields) is not { } instrument)
            return;
        var quantity = fields.Number("quantity", instrument.QuantityScale, $"quantities of {instrument.Symbol}");
        if (quantity == 0)
            fields.Wrong("quantity", "must not be zero; leave the position out");
        if (!_priced.Contains(instrument.Symbol))
            fields.Wrong("instrument", $"a position in '{instrument.Symbol}' needs its price in {_fields.PathOf("previousSettlement")}");
        if (account is null || quantity is null)
            return;
        var position = CarriedPosition.Net(account.Participant, account.Name, instrument.Symbol, quantity.Value);
        if (!_positions.TryAdd((account, instrument.Symbol), position))
            fields.Wrong("account", $"the position of '{account}' in '{instrument.Symbol}' is there twice");
    }

    private Account? AccountOf(YamlFields fields)
    {
        var participant = fields.Text("participant", "a participant of accounts");
        var name = fields.Text("account", "an account of accounts");
        if (participant is null || name is null)
            return null;
        var account = new Account(participant, name);
        if (_accounts.Contains(account))
            return account;
        fields.Wrong("account", $"'{account}' is not among the accounts of this file");
        return null;
    }

    private MarketInstrument? Instrument(YamlFields fields)
    {
        if (fields.Text("instrument", "a symbol of instruments") is not { } symbol)
            return null;
        if (_instruments.TryGetValue(symbol, out var instrument))
            return instrument;
        fields.Wrong("instrument", $"'{symbol}' is not among the instruments of this file");
        return null;
    }

    /// <summary>Every long has its short.</summary>
    private void Balance()
    {
        foreach (var sum in _positions.Values.GroupBy(static p => p.Instrument, static p => p.Quantity).Select(static g => (Symbol: g.Key, Net: g.Sum())).Where(static g => g.Net != 0))
            _fields.Wrong("positions", string.Create(CultureInfo.InvariantCulture, $"positions in '{sum.Symbol}' sum to {sum.Net}, not to zero: every long needs its short"));
    }
}

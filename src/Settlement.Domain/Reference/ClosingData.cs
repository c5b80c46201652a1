using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>
/// What comes only after the market has closed: prices that the venue published, control totals of its file, and movements of money. By names and
/// exact decimals; taken as a whole.
/// </summary>
/// <param name="PublishedPrices">Sorted by symbol, each once.</param>
/// <param name="ControlTotals">Sorted by symbol, each once; the one of all instruments, without a symbol, first.</param>
/// <param name="Flows">Sorted by participant, account and currency, each once.</param>
public sealed record ClosingData(IReadOnlyList<PublishedPrice> PublishedPrices, IReadOnlyList<ControlTotal> ControlTotals, IReadOnlyList<CashFlow> Flows)
{
    /// <summary>Nothing came.</summary>
    public static ClosingData Empty { get; } = new([], [], []);

    /// <summary>Brings the entries into their order.</summary>
    public static ClosingData Of(IEnumerable<PublishedPrice> prices, IEnumerable<ControlTotal> totals, IEnumerable<CashFlow> flows) => new(
        [.. prices.OrderBy(static p => p.Instrument, StringComparer.Ordinal)],
        [.. totals.OrderBy(static t => t.Instrument, StringComparer.Ordinal)],
        [.. flows.OrderBy(static f => f.Participant, StringComparer.Ordinal).ThenBy(static f => f.Account, StringComparer.Ordinal).ThenBy(static f => f.Currency, StringComparer.Ordinal)]);

    /// <summary>Prices, totals and flows together.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Count => PublishedPrices.Count + ControlTotals.Count + Flows.Count;

    /// <summary>SHA-256 of <see cref="ClosingDocument.Write"/>, lower-case hex. Empty data have one too.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Hash => ReferenceDocument.HashOf(ClosingDocument.Write(this));
}

/// <summary>A settlement price that the venue published.</summary>
/// <param name="Instrument">Symbol.</param>
/// <param name="Price">The price.</param>
public sealed record PublishedPrice(string Instrument, decimal Price);

/// <summary>What the venue's file says about a day; a figure that it does not state is null.</summary>
/// <param name="Instrument">Symbol; null for all instruments together.</param>
/// <param name="Trades">Trades, those of zero quantity and the busted ones included.</param>
/// <param name="Busts">Busts.</param>
/// <param name="Quantity">Quantity of the trades that stand, in whole units.</param>
/// <param name="Value">Price × quantity × multiplier of the trades that stand; of all instruments together only where they have one currency.</param>
public sealed record ControlTotal(string? Instrument, long? Trades, long? Busts, Amount? Quantity, Amount? Value);

/// <summary>Money that an account paid in or took out on the day.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Deposit">Zero or more.</param>
/// <param name="Withdrawal">Zero or more.</param>
public sealed record CashFlow(string Participant, string Account, string Currency, Amount Deposit, Amount Withdrawal);

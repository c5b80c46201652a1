namespace Settlement.Domain.Reference;

/// <summary>
/// What a market's reference file says: its products, its accounts and, for one trading day, the positions carried into it.
/// Plain and unchecked; <see cref="Freeze"/> checks it and turns it into what a run works with.
/// </summary>
public sealed record MarketReference
{
    /// <summary>MIC or the venue's own code.</summary>
    public required string Market { get; init; }

    /// <summary>The market's products, in any order.</summary>
    public required IReadOnlyList<MarketInstrument> Instruments { get; init; }

    /// <summary>The accounts that may trade, in any order.</summary>
    public required IReadOnlyList<Account> Accounts { get; init; }

    /// <summary>Positions and prices carried into one trading day; null when the file states none.</summary>
    public OpeningSet? Opening { get; init; }

    /// <summary>
    /// Freezes the reference data for the trading day of <paramref name="opening"/>: sorts them, scales all decimals and resolves the
    /// windows' local times to UTC.
    /// </summary>
    /// <exception cref="ReferenceException">
    /// They contradict themselves; or a decimal does not fit its scale; or a window's local time does not exist on that day, or exists twice.
    /// </exception>
    public ReferenceData Freeze(OpeningSet opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        return new ReferenceFreezer(this, opening).Freeze();
    }
}

/// <summary>Positions and settlement prices carried into a trading day. An empty set is a statement too: nothing was carried.</summary>
/// <param name="TradingDay">The day that they are carried into.</param>
/// <param name="Positions">Carried positions, in any order; net zero per instrument.</param>
/// <param name="PreviousPrices">Settlement price of the day before, by symbol; may lack an instrument without positions.</param>
public sealed record OpeningSet(DateOnly TradingDay, IReadOnlyList<CarriedPosition> Positions, IReadOnlyDictionary<string, decimal> PreviousPrices);

/// <summary>A position carried into a trading day, by names.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Instrument">Symbol.</param>
/// <param name="Quantity">Net quantity in whole units, exact: long positive, short negative.</param>
public sealed record CarriedPosition(string Participant, string Account, string Instrument, decimal Quantity);

/// <summary>A product as the reference file states it; decimals are exact and not scaled yet.</summary>
public sealed record MarketInstrument
{
    /// <summary>Symbol, as in the feed.</summary>
    public required string Symbol { get; init; }

    /// <summary>Currency of its prices and amounts, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Decimals of a price, 0 to 9.</summary>
    public required int PriceScale { get; init; }

    /// <summary>Decimals of a quantity, 0 to 9.</summary>
    public required int QuantityScale { get; init; }

    /// <summary>Smallest price step; more than zero, at most <see cref="PriceScale"/> decimals.</summary>
    public required decimal Tick { get; init; }

    /// <summary>Money per point and unit of quantity; more than zero.</summary>
    public required decimal Multiplier { get; init; }

    /// <summary>How the settlement price is found, in this order.</summary>
    public required IReadOnlyList<MarketTier> Tiers { get; init; }
}

/// <summary>One tier of a settlement-price rule, with the local times of its window.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="Window">The window, for <see cref="PriceTierKind.WindowVwap"/> only; else null.</param>
public sealed record MarketTier(PriceTierKind Kind, LocalWindow? Window = null);

/// <summary>A window of the trading day, in the venue's own time.</summary>
/// <param name="From">Start, inclusive. Its calendar date is the trading day.</param>
/// <param name="To">End, exclusive. Its calendar date is the trading day.</param>
/// <param name="Zone">IANA time zone, as in <c>America/New_York</c>.</param>
public sealed record LocalWindow(TimeOnly From, TimeOnly To, string Zone);

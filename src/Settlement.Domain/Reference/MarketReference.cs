namespace Settlement.Domain.Reference;

/// <summary>
/// What a market's reference file says: its instruments, its accounts and, for one trading day, what is carried into it.
/// Plain and unchecked; <see cref="Freeze"/> checks it and turns it into what a run works with.
/// </summary>
public sealed record MarketReference
{
    /// <summary>MIC or the venue's own code.</summary>
    public required string Market { get; init; }

    /// <summary>The market's instruments, in any order.</summary>
    public required IReadOnlyList<MarketInstrument> Instruments { get; init; }

    /// <summary>The accounts that may trade, in any order.</summary>
    public required IReadOnlyList<Account> Accounts { get; init; }

    /// <summary>Days on which the market does not trade, in any order; Saturdays and Sundays need not be among them.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>Fees of participants and accounts that differ from those of the instruments, in any order.</summary>
    public IReadOnlyList<FeeOverride> FeeOverrides { get; init; } = [];

    /// <summary>What is carried into one trading day; null when the file states none.</summary>
    public OpeningSet? Opening { get; init; }

    /// <summary>What came after the close of one trading day; null when the file states none.</summary>
    public ClosingSet? Closing { get; init; }

    /// <summary>Checks everything that can be checked without knowing the trading day, or for the day of the opening where there is one.</summary>
    /// <exception cref="ReferenceException">As for <see cref="Freeze"/>.</exception>
    public void ThrowIfInvalid()
    {
        // A Wednesday on which no clock changes anywhere.
        Freeze(Opening ?? OpeningSet.NothingOn(new DateOnly(2000, 1, 5)));
        if (Closing is { } closing)
            ClosingCheck.ThrowIfInvalid(this, closing.Data);
    }

    /// <summary>
    /// Freezes the reference data for the trading day of <paramref name="opening"/>: sorts them, scales all decimals, resolves the
    /// windows' local times to UTC, the fees of every account and the value dates.
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

/// <summary>What is carried into a trading day. An empty set is a statement too: nothing was carried.</summary>
/// <param name="TradingDay">The day that it is carried into.</param>
/// <param name="Positions">Carried positions, in any order; as much long as short per instrument.</param>
/// <param name="PreviousPrices">Settlement price of the day before, by symbol; may lack an instrument without positions.</param>
public sealed record OpeningSet(DateOnly TradingDay, IReadOnlyList<CarriedPosition> Positions, IReadOnlyDictionary<string, decimal> PreviousPrices)
{
    /// <summary>Carried money, in any order.</summary>
    public IReadOnlyList<CarriedFunds> Funds { get; init; } = [];

    /// <summary>Nothing is carried into a day.</summary>
    public static OpeningSet NothingOn(DateOnly tradingDay) => new(tradingDay, [], new Dictionary<string, decimal>());
}

/// <summary>A position carried into a trading day, by names; quantities in whole units, exact.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Instrument">Symbol.</param>
/// <param name="Long">Zero or more.</param>
/// <param name="Short">Zero or more.</param>
public sealed record CarriedPosition(string Participant, string Account, string Instrument, decimal Long, decimal Short)
{
    /// <summary>A net position; long positive, short negative.</summary>
    public static CarriedPosition Net(string participant, string account, string instrument, decimal quantity) =>
        new(participant, account, instrument, Math.Max(quantity, 0), Math.Max(-quantity, 0));
}

/// <summary>Money carried into a trading day, by names; amounts exact.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reserve">Settlement reserve; may be negative.</param>
/// <param name="Margin">Margin tied to the carried positions; zero or more.</param>
public sealed record CarriedFunds(string Participant, string Account, string Currency, decimal Reserve, decimal Margin);

/// <summary>Closing data of one trading day.</summary>
/// <param name="TradingDay">The day.</param>
/// <param name="Data">What came after its close.</param>
public sealed record ClosingSet(DateOnly TradingDay, ClosingData Data);

/// <summary>
/// Fees that differ from the instrument's: an account's win over its participant's, and at each of the two an instrument's over a product's over those
/// of everything.
/// </summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there; null for all accounts of the participant.</param>
/// <param name="Product">Product; null for all, or when an instrument is given.</param>
/// <param name="Instrument">Symbol; null for all, or when a product is given.</param>
/// <param name="Fees">What is paid instead.</param>
public sealed record FeeOverride(string Participant, string? Account, string? Product, string? Instrument, FeeSchedule Fees);

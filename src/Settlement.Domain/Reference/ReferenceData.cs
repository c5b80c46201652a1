namespace Settlement.Domain.Reference;

/// <summary>
/// What a run needs to know beside the trades, frozen at its initialisation: instruments, accounts, carried positions
/// and previous prices. Instruments and accounts are sorted ordinally, so that indexes are the same in every process.
/// </summary>
public sealed class ReferenceData
{
    private readonly NameTable _instruments;
    private readonly NameTable _accounts;
    private readonly Lazy<string> _hash;

    /// <summary>Freezes reference data.</summary>
    /// <exception cref="ReferenceException">It contradicts itself; the message lists every problem.</exception>
    public ReferenceData(
        string market,
        DateOnly tradingDay,
        IEnumerable<Instrument> instruments,
        IEnumerable<Account> accounts,
        IEnumerable<Opening> openings,
        IEnumerable<OpeningFunds>? funds = null,
        FeeTable? fees = null)
    {
        Market = market;
        TradingDay = tradingDay;
        Instruments = [.. instruments];
        Accounts = [.. accounts];
        Openings = [.. openings];
        Funds = [.. funds ?? []];
        Fees = fees ?? FeeTable.None;
        ReferenceCheck.ThrowIfInvalid(this);
        _instruments = new NameTable(Instruments.Select(static i => i.Symbol));
        _accounts = new NameTable(Accounts.Select(static a => a.ToString()));
        _hash = new Lazy<string>(() => ReferenceDocument.HashOf(ReferenceDocument.Write(this)));
    }

    /// <summary>MIC or the venue's own code.</summary>
    public string Market { get; }

    /// <summary>The trading day that these data are for.</summary>
    public DateOnly TradingDay { get; }

    /// <summary>All instruments, sorted by symbol.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>All accounts, sorted by "participant/account".</summary>
    public IReadOnlyList<Account> Accounts { get; }

    /// <summary>All carried positions, sorted by account, then instrument; as much long as short per instrument.</summary>
    public IReadOnlyList<Opening> Openings { get; }

    /// <summary>Carried money, sorted by account, then currency. An account and currency that is not there starts with zero.</summary>
    public IReadOnlyList<OpeningFunds> Funds { get; }

    /// <summary>Who pays which fees.</summary>
    public FeeTable Fees { get; }

    /// <summary>SHA-256 of <see cref="ReferenceDocument.Write"/>, lower-case hex.</summary>
    public string Hash => _hash.Value;

    /// <summary>Index into the schedules of <see cref="Fees"/>, or <see cref="FeeTable.NoFee"/>. Allocates nothing.</summary>
    public int FeeOf(int account, int instrument) => Fees.Of(account, instrument);

    /// <summary>Index of the instrument of this symbol. Allocates nothing.</summary>
    public bool TryFindInstrument(ReadOnlySpan<byte> symbol, out int index) => _instruments.TryFind(symbol, out index);

    /// <summary>Index of the account of this participant and name. Allocates nothing.</summary>
    public bool TryFindAccount(ReadOnlySpan<byte> participant, ReadOnlySpan<byte> name, out int index)
    {
        index = -1;
        if (participant.Length > Names.MaxLength || name.Length > Names.MaxLength)
            return false;
        Span<byte> key = stackalloc byte[(2 * Names.MaxLength) + 1];
        participant.CopyTo(key);
        key[participant.Length] = (byte)'/';
        name.CopyTo(key[(participant.Length + 1)..]);
        return _accounts.TryFind(key[..(participant.Length + 1 + name.Length)], out index);
    }
}

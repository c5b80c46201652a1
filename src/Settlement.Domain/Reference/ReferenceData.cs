using System.Collections.Frozen;
using System.Text;

namespace Settlement.Domain.Reference;

/// <summary>
/// What a run needs to know beside the trades, frozen at its initialisation: instruments, accounts, carried positions
/// and previous prices. Instruments and accounts are sorted ordinally, so that indexes are the same in every process.
/// </summary>
public sealed class ReferenceData
{
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _instruments;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _accounts;

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
        _instruments = Index(Instruments, static i => i.Symbol);
        _accounts = Index(Accounts, static a => a.ToString());
        Hash = ReferenceDocument.HashOf(ReferenceDocument.Write(this));
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
    public string Hash { get; }

    /// <summary>Index into the schedules of <see cref="Fees"/>, or <see cref="FeeTable.NoFee"/>. Allocates nothing.</summary>
    public int FeeOf(int account, int instrument) => Fees.Of(account, instrument);

    /// <summary>Index of the instrument of this symbol. Allocates nothing.</summary>
    public bool TryFindInstrument(ReadOnlySpan<byte> symbol, out int index) => TryFind(_instruments, symbol, out index);

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
        return TryFind(_accounts, key[..(participant.Length + 1 + name.Length)], out index);
    }

    private static bool TryFind(FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup, ReadOnlySpan<byte> key, out int index)
    {
        index = -1;
        Span<char> text = stackalloc char[(2 * Names.MaxLength) + 1];
        return key.Length <= text.Length
            && Encoding.ASCII.TryGetChars(key, text, out var length)
            && lookup.TryGetValue(text[..length], out index);
    }

    private static FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Index<T>(IReadOnlyList<T> items, Func<T, string> key) =>
        Enumerable.Range(0, items.Count).ToFrozenDictionary(i => key(items[i]), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}

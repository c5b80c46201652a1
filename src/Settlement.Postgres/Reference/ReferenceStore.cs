using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>Keeps the markets' reference data in the ledger. Runs that have frozen theirs are not reached by a load.</summary>
/// <param name="source">The ledger's database.</param>
public sealed class ReferenceStore(NpgsqlDataSource source)
{
    private readonly Database _database = new(source, new Failures("Ledger", "ledger", source));

    /// <summary>Reads what the ledger has of a market: instruments, accounts, fees and holidays; none of a market that it does not know.</summary>
    /// <exception cref="Engine.Ports.LedgerUnavailableException">The ledger is out of reach, refuses the user, or is not migrated.</exception>
    public Task<MarketReference> MarketAsync(string market, CancellationToken cancellationToken) =>
        _database.RunAsync($"Reading the reference data of {market}", connection => ReferenceReader.MarketAsync(connection, market, cancellationToken), cancellationToken);

    /// <summary>
    /// Takes a market's reference data over, all or nothing; loading the same again changes nothing. Instruments and accounts are added or
    /// updated. Data of a close alone are taken over for a market that the ledger has. Holidays, fees that differ, the opening of the file's day and the closing data of its day are each replaced as a whole; other days stay.
    /// </summary>
    /// <exception cref="ReferenceException">The data contradict themselves; nothing was taken over.</exception>
    /// <exception cref="Engine.Ports.LedgerUnavailableException">The ledger is out of reach, refuses the user, or is not migrated.</exception>
    public Task<LoadReport> LoadAsync(MarketReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference is { Instruments.Count: 0, Accounts.Count: 0, Closing: { } only })
            return LoadAsync(reference.Market, only, cancellationToken);
        reference.ThrowIfInvalid();
        return _database.TransactAsync($"Loading the reference data of {reference.Market}", async connection =>
        {
            await MarketLock.TakeAsync(connection, reference.Market, cancellationToken).ConfigureAwait(false);
            var known = await ReferenceReader.MarketAsync(connection, reference.Market, cancellationToken).ConfigureAwait(false);
            var writer = new ReferenceWriter(connection, reference.Market);
            var instruments = await writer.InstrumentsAsync(known.Instruments, reference.Instruments, cancellationToken).ConfigureAwait(false);
            var accounts = await writer.AccountsAsync(known.Accounts, reference.Accounts, cancellationToken).ConfigureAwait(false);
            var report = LoadReport.Nothing with
            {
                Instruments = instruments,
                Accounts = accounts,
                Fees = await writer.FeesAsync(known.FeeOverrides, reference.FeeOverrides, cancellationToken).ConfigureAwait(false),
                Holidays = await writer.HolidaysAsync(known.Holidays, reference.Holidays, cancellationToken).ConfigureAwait(false),
            };
            if (reference.Opening is { } opening)
            {
                var openings = await ReferenceReader.OpeningAsync(connection, reference.Market, opening.TradingDay, cancellationToken).ConfigureAwait(false);
                report = await new OpeningWriter(connection, reference.Market, opening.TradingDay).WriteAsync(openings, opening, report, cancellationToken).ConfigureAwait(false);
            }

            return reference.Closing is { } closing
                ? report with { Closing = await LoadAsync(connection, reference.Market, closing, cancellationToken).ConfigureAwait(false) }
                : report;
        }, cancellationToken);
    }

    /// <summary>Takes the closing data of a trading day over in place of those loaded before, for a market that is known already.</summary>
    private Task<LoadReport> LoadAsync(string market, ClosingSet closing, CancellationToken cancellationToken)
    {
        return _database.TransactAsync($"Loading the closing data of {market}", async connection =>
        {
            await MarketLock.TakeAsync(connection, market, cancellationToken).ConfigureAwait(false);
            var known = await ReferenceReader.MarketAsync(connection, market, cancellationToken).ConfigureAwait(false);
            ClosingCheck.ThrowIfInvalid(known, closing.Data);
            return LoadReport.Nothing with { Closing = await LoadAsync(connection, market, closing, cancellationToken).ConfigureAwait(false) };
        }, cancellationToken);
    }

    private static async Task<Changes> LoadAsync(NpgsqlConnection connection, string market, ClosingSet closing, CancellationToken cancellationToken)
    {
        var hash = await connection.Command("select hash from settlement.closing_days where market = $1 and trading_day = $2", market, closing.TradingDay)
            .ScalarAsync<string>(cancellationToken).ConfigureAwait(false);
        var count = closing.Data.Count;
        if (hash == closing.Data.Hash)
            return Changes.None with { Unchanged = count };
        await ClosingWriter.LoadAsync(connection, market, closing.TradingDay, closing.Data, cancellationToken).ConfigureAwait(false);
        return hash is null ? Changes.None with { Inserted = count } : Changes.None with { Updated = count };
    }
}

using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>Keeps the markets' reference data in the ledger. Runs that have frozen theirs are not reached by a load.</summary>
/// <param name="source">The ledger's database.</param>
public sealed class ReferenceStore(NpgsqlDataSource source)
{
    private readonly Database _database = new(source, new Failures("Ledger", "ledger", source));

    /// <summary>
    /// Takes a market's reference data over, all or nothing; loading the same again changes nothing. Instruments and accounts are added or
    /// updated; the opening of the file's day is replaced as a whole, and openings of other days stay.
    /// </summary>
    /// <exception cref="ReferenceException">The data contradict themselves; nothing was taken over.</exception>
    /// <exception cref="Engine.Ports.LedgerUnavailableException">The ledger is out of reach, refuses the user, or is not migrated.</exception>
    public Task<LoadReport> LoadAsync(MarketReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        // Freezing is the one check of everything; without an opening, any day without a clock change will do.
        reference.Freeze(reference.Opening ?? new OpeningSet(new DateOnly(2000, 1, 5), [], new Dictionary<string, decimal>()));
        return _database.TransactAsync($"Loading the reference data of {reference.Market}", async connection =>
        {
            await MarketLock.TakeAsync(connection, reference.Market, cancellationToken).ConfigureAwait(false);
            var known = await ReferenceReader.MarketAsync(connection, reference.Market, cancellationToken).ConfigureAwait(false);
            var writer = new ReferenceWriter(connection, reference.Market);
            var instruments = await writer.InstrumentsAsync(known.Instruments, reference.Instruments, cancellationToken).ConfigureAwait(false);
            var accounts = await writer.AccountsAsync(known.Accounts, reference.Accounts, cancellationToken).ConfigureAwait(false);
            if (reference.Opening is not { } opening)
                return new LoadReport(instruments, accounts, new Changes(0, 0, 0, 0), new Changes(0, 0, 0, 0));
            var openings = await ReferenceReader.OpeningAsync(connection, reference.Market, opening.TradingDay, cancellationToken).ConfigureAwait(false);
            var (positions, prices) = await writer.OpeningAsync(openings, opening, cancellationToken).ConfigureAwait(false);
            return new LoadReport(instruments, accounts, positions, prices);
        }, cancellationToken);
    }
}

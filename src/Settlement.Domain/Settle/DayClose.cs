using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Reconcile;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>Settles a trading day: from the book to the result, with every gate in between. Pure.</summary>
public static class DayClose
{
    /// <summary>Computes the result and checks all gates; there is no way to a result around them.</summary>
    /// <param name="key">What is settled; market and trading day are those of the reference data.</param>
    /// <param name="book">The whole day: every partition sealed, or the trade store read to its barrier.</param>
    /// <param name="closing">What came after the close; <see cref="ClosingData.Empty"/> for nothing.</param>
    /// <param name="predecessor">The settled trading day before; null when there is none and the openings were loaded.</param>
    /// <param name="reconciliation">The comparison with the trade store; null when none is asked for. The result does not depend on it, only whether there is one.</param>
    /// <exception cref="ArgumentException">The key is not that of the reference data.</exception>
    public static DayCloseOutcome Settle(RunKey key, DayBook book, ClosingData closing, PredecessorClosing? predecessor, Reconciliation? reconciliation = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(closing);
        if (key.Market != book.Reference.Market || key.TradingDay != book.Reference.TradingDay)
            throw new ArgumentException($"{key} cannot be settled with reference data of {book.Reference.Market} {book.Reference.TradingDay:yyyy-MM-dd}.", nameof(key));
        var figures = DayFigures.Of(book, closing, predecessor);
        var gates = AllGates.Check(figures, reconciliation);
        return new DayCloseOutcome(gates.All(static g => g.Passed) ? ResultBuilder.Build(key, figures) : null, gates);
    }
}

/// <summary>Outcome of a close.</summary>
/// <param name="Result">The result; null when a gate failed.</param>
/// <param name="Gates">Every gate, in the order of <see cref="Gate"/>.</param>
public sealed record DayCloseOutcome(SettlementResult? Result, IReadOnlyList<GateResult> Gates)
{
    /// <summary>True when every gate passed and there is a result.</summary>
    public bool Passed => Result is not null;
}

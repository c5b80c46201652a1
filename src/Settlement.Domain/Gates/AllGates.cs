using Settlement.Domain.Reconcile;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>All gates, in the order of <see cref="Gate"/>.</summary>
internal static class AllGates
{
    internal static IReadOnlyList<GateResult> Check(DayFigures figures, Reconciliation? reconciliation)
    {
        Func<GateResult>[] gates =
        [
            () => InputGates.NoSequenceHole(figures.Book),
            () => InputGates.NoSequenceConflict(figures.Book),
            () => InputGates.RecordsAccounted(figures.Book),
            () => InputGates.ControlTotals(figures.Book),
            () => PriceGates.PriceFound(figures),
            () => PositionGates.NetQuantityZero(figures),
            () => PositionGates.PositionsCarry(figures),
            () => ProfitGates.ProfitZeroSum(figures),
            () => ProfitGates.ProfitFormsAgree(figures),
            () => ProfitGates.JournalBalances(figures),
            () => OpeningGates.OpeningCarried(figures.Reference, figures.Predecessor),
            () => HoldingGates.PositionsHeld(figures),
            () => HoldingGates.OpenInterestBounded(figures),
            () => DeliveryGates.DeliveryNetsToZero(figures),
            () => FundsGates.FundsCarry(figures),
            () => CorrectionGates.BustsMatched(figures.Book),
            () => CorrectionGates.Reconciled(figures.Book, reconciliation),
            () => ControlFileGate.ControlFile(figures.Book, figures.Closing),
        ];
        // None depends on another, and each looks at every position.
        return figures.Positions.Count < Together.AtOnce ? [.. gates.Select(static gate => gate())] : [.. gates.AsParallel().AsOrdered().Select(static gate => gate())];
    }
}

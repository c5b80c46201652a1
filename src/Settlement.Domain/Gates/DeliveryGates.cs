using Settlement.Domain.Money;
using Settlement.Domain.Settle;

namespace Settlement.Domain.Gates;

/// <summary>The gate on deliveries.</summary>
internal static class DeliveryGates
{
    private const int MaxDecimalBits = 96;

    internal static GateResult DeliveryNetsToZero(DayFigures figures)
    {
        var count = figures.Reference.Instruments.Count;
        var (quantity, cash) = (new Int128[count], new Amount[count]);
        foreach (var delivery in figures.Deliveries)
        {
            quantity[delivery.Instrument] += delivery.Quantity;
            cash[delivery.Instrument] += delivery.Cash;
        }

        return Evidence.Of(
            Gate.DeliveryNetsToZero,
            $"{figures.Deliveries.Count} deliveries, quantity and cash net to zero in each instrument",
            figures.Deliveries.Where(static d => Int128.Abs(d.Quantity) >> MaxDecimalBits != 0 || !d.Cash.IsStated)
                .Select(d => $"{d.Participant} in {figures.Reference.Instruments[d.Instrument].Symbol}: the delivery is too large to state")
                .Concat(Enumerable.Range(0, count).Where(i => quantity[i] != 0 || cash[i] != Amount.Zero).Select(i => Problem(figures, i, quantity[i], cash[i]))));
    }

    private static string Problem(DayFigures figures, int index, Int128 quantity, Amount cash)
    {
        var instrument = figures.Reference.Instruments[index];
        return $"{instrument.Symbol}: quantity {ScaledText.Format(quantity, instrument.QuantityScale)} and {cash} {instrument.Currency} are left over";
    }
}

using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>What a participant receives (positive) or delivers and pays (negative) in a cash instrument, over all its accounts.</summary>
internal readonly record struct NetDelivery(string Participant, int Instrument, Int128 Quantity, Amount Cash)
{
    internal bool IsZero => Quantity == 0 && Cash == Amount.Zero;

    internal DeliveryInstruction Instruction => (Int128.Sign(Quantity), Int128.Sign(Cash.Units)) switch
    {
        (0, _) => DeliveryInstruction.CashOnly,
        (_, 0) => DeliveryInstruction.QuantityOnly,
        ( > 0, < 0) => DeliveryInstruction.ReceiveVersusPayment,
        ( < 0, > 0) => DeliveryInstruction.DeliverVersusPayment,
        ( > 0, _) => DeliveryInstruction.ReceiveWithCash,
        _ => DeliveryInstruction.DeliverWithPayment,
    };
}

/// <summary>Multilateral netting: each participant ends with one net quantity and one net cash per cash instrument against the clearing house.</summary>
internal static class DayDeliveries
{
    /// <summary>By participant, then symbol; without those in which nothing is left.</summary>
    internal static List<NetDelivery> Of(ReferenceData reference, IReadOnlyList<PositionProfit> profits)
    {
        var net = new Dictionary<(string Participant, int Instrument), NetDelivery>();
        foreach (var profit in profits)
        {
            var instrument = profit.Position.Instrument;
            if (reference.Instruments[instrument].Kind != InstrumentKind.Cash)
                continue;
            var key = (reference.Accounts[profit.Position.Account].Participant, instrument);
            var sum = net.GetValueOrDefault(key, new NetDelivery(key.Participant, instrument, 0, Amount.Zero));
            net[key] = sum with { Quantity = sum.Quantity + profit.Position.Closing, Cash = sum.Cash + profit.SoldValue - profit.BoughtValue };
        }

        var deliveries = net.Values.Where(static d => !d.IsZero).ToList();
        deliveries.Sort(static (a, b) => string.CompareOrdinal(a.Participant, b.Participant) is var order && order != 0 ? order : a.Instrument.CompareTo(b.Instrument));
        return deliveries;
    }
}

using Settlement.Domain.Money;

namespace Settlement.Domain.Settle;

/// <summary>One instruction of a participant against the clearing house: its trades in a cash instrument, netted over all its accounts and counterparties.</summary>
public sealed record DeliveryRow
{
    /// <summary>Clearing participant.</summary>
    public required string Participant { get; init; }

    /// <summary>Symbol.</summary>
    public required string Instrument { get; init; }

    /// <summary>Currency of the cash.</summary>
    public required string Currency { get; init; }

    /// <summary>Business day on which it is settled.</summary>
    public required DateOnly ValueDate { get; init; }

    /// <summary>Net quantity: the participant receives it when positive, delivers it when negative.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Net cash: the participant receives it when positive, pays it when negative.</summary>
    public required Amount Cash { get; init; }

    /// <summary>What the two signs come to.</summary>
    public required DeliveryInstruction Instruction { get; init; }
}

/// <summary>Kinds of delivery instructions, by what netting left.</summary>
public enum DeliveryInstruction
{
    /// <summary>Receives the quantity and pays.</summary>
    ReceiveVersusPayment,

    /// <summary>Delivers the quantity and is paid.</summary>
    DeliverVersusPayment,

    /// <summary>Receives the quantity and cash as well.</summary>
    ReceiveWithCash,

    /// <summary>Delivers the quantity and pays as well.</summary>
    DeliverWithPayment,

    /// <summary>The quantity nets to zero, cash is left over.</summary>
    CashOnly,

    /// <summary>The cash nets to zero, a quantity is left over.</summary>
    QuantityOnly,
}

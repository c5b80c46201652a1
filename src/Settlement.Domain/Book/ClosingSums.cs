using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>Legs of one account and instrument that close one side in one way, with the last of them as evidence. Blittable.</summary>
internal struct ClosingLegs
{
    internal long Quantity;
    internal Int128 Value;

    /// <summary>Greatest time of execution and, within it, greatest trade id of a leg ever added, busted ones included.</summary>
    internal long LastExecutedAt;
    internal TradeId LastTrade;

    internal readonly bool IsZero => Quantity == 0 && Value == 0 && LastExecutedAt == 0;

    internal void Add(in TradeRecord record, long quantity, Int128 value)
    {
        Quantity += quantity;
        Value += value;
        Mark(record.ExecutedAt, in record.TradeId);
    }

    internal void Add(in ClosingLegs other)
    {
        Quantity += other.Quantity;
        Value = checked(Value + other.Value);
        Mark(other.LastExecutedAt, in other.LastTrade);
    }

    internal readonly void Write(ImageWriter writer)
    {
        writer.Long(Quantity);
        writer.Wide(Value);
        writer.Long(LastExecutedAt);
        writer.ShortText(LastTrade.Span);
    }

    internal static ClosingLegs Read(ref ImageReader reader)
    {
        var legs = new ClosingLegs { Quantity = reader.Long(), Value = reader.Wide(), LastExecutedAt = reader.Long() };
        var id = reader.ShortText();
        ImageReader.Check(id.IsEmpty || TradeId.TryCreate(id, out legs.LastTrade), "a trade id");
        return legs;
    }

    private void Mark(long executedAt, in TradeId id)
    {
        if (executedAt < LastExecutedAt || (executedAt == LastExecutedAt && id <= LastTrade))
            return;
        LastExecutedAt = executedAt;
        LastTrade = id;
    }
}

/// <summary>What an account closed of an instrument whose long and short sides are kept apart; the rest of its legs opened. Blittable.</summary>
internal struct ClosingSums
{
    /// <summary>Sells that close the long side.</summary>
    internal ClosingLegs Sold;

    /// <summary>Sells that close what was bought on the same day.</summary>
    internal ClosingLegs SoldToday;

    /// <summary>Buys that close the short side.</summary>
    internal ClosingLegs Bought;

    /// <summary>Buys that close what was sold on the same day.</summary>
    internal ClosingLegs BoughtToday;

    internal readonly bool IsZero => Sold.IsZero && SoldToday.IsZero && Bought.IsZero && BoughtToday.IsZero;

    internal void Add(in ClosingSums other)
    {
        Sold.Add(in other.Sold);
        SoldToday.Add(in other.SoldToday);
        Bought.Add(in other.Bought);
        BoughtToday.Add(in other.BoughtToday);
    }

    internal readonly void Write(ImageWriter writer)
    {
        Sold.Write(writer);
        SoldToday.Write(writer);
        Bought.Write(writer);
        BoughtToday.Write(writer);
    }

    internal static ClosingSums Read(ref ImageReader reader) => new()
    {
        Sold = ClosingLegs.Read(ref reader),
        SoldToday = ClosingLegs.Read(ref reader),
        Bought = ClosingLegs.Read(ref reader),
        BoughtToday = ClosingLegs.Read(ref reader),
    };
}

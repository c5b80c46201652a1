using Settlement.Domain.Book;

namespace Settlement.Domain.Settle;

/// <summary>Joins carried positions and the day's sums: one entry per account and instrument that held or traded.</summary>
internal static class DayPositions
{
    /// <summary>By account index, then instrument index. Negative quantities (a bust without its trade) are kept, for a gate to find.</summary>
    internal static List<DayPosition> Of(DayBook book)
    {
        var openings = book.Reference.Openings;
        var sums = book.Sums.Positions.Sorted();
        var positions = new List<DayPosition>(Math.Max(openings.Count, sums.Length));
        int o = 0, s = 0;
        while (o < openings.Count || s < sums.Length)
        {
            var order = o == openings.Count ? 1
                : s == sums.Length ? -1
                : (openings[o].Account, openings[o].Instrument).CompareTo((sums[s].Account, sums[s].Instrument));
            var opening = order <= 0 ? openings[o++] : default;
            var traded = order >= 0 ? sums[s++] : default;
            positions.Add(new DayPosition(
                order <= 0 ? opening.Account : traded.Account,
                order <= 0 ? opening.Instrument : traded.Instrument,
                opening.Quantity,
                traded.BoughtQuantity,
                traded.SoldQuantity,
                traded.BoughtValue,
                traded.SoldValue));
        }

        return positions;
    }
}

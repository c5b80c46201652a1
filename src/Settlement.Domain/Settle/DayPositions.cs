using Settlement.Domain.Book;

namespace Settlement.Domain.Settle;

/// <summary>Joins carried positions and the day's sums: one entry per account and instrument that held or traded.</summary>
internal static class DayPositions
{
    /// <summary>By account index, then instrument index. Negative quantities (a bust without its trade) are kept, for a gate to find.</summary>
    internal static List<DayPosition> Of(DayBook book)
    {
        var openings = book.Reference.Openings;
        var table = book.Sums.Positions;
        var sorted = table.Sorted();
        var positions = new List<DayPosition>(Math.Max(openings.Count, sorted.Length));
        int o = 0, s = 0;
        while (o < openings.Count || s < sorted.Length)
        {
            var order = o == openings.Count ? 1
                : s == sorted.Length ? -1
                : (openings[o].Account, openings[o].Instrument).CompareTo((table[sorted[s]].Account, table[sorted[s]].Instrument));
            var opening = order <= 0 ? openings[o++] : default;
            if (order < 0)
            {
                positions.Add(Position(opening.Account, opening.Instrument, opening, default, table.IsGross(opening.Instrument) ? default(ClosingSums) : null));
                continue;
            }

            var row = sorted[s++];
            ref readonly var sums = ref table[row];
            var position = Position(sums.Account, sums.Instrument, opening, in sums, table.IsGross(sums.Instrument) ? table.Closing(row) : null);
            if (!position.IsZero)
                positions.Add(position);
        }

        return positions;
    }

    private static DayPosition Position(int account, int instrument, Reference.Opening opening, in PositionSums sums, ClosingSums? closing) => new(
        account,
        instrument,
        opening.Long,
        opening.Short,
        sums.BoughtQuantity,
        sums.SoldQuantity,
        sums.BoughtValue,
        sums.SoldValue,
        sums.Fees,
        closing is { } closed ? DaySides.Of(in sums, in closed) : null);
}

namespace Settlement.Domain.Reference;

/// <summary>The days on which a market does business: every day but Saturdays, Sundays and its holidays.</summary>
public sealed class BusinessDays(IEnumerable<DateOnly> holidays)
{
    private readonly HashSet<DateOnly> _holidays = [.. holidays];

    /// <summary>True when the market does business.</summary>
    public bool Contains(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_holidays.Contains(day);

    /// <summary>The last business day before a day.</summary>
    public DateOnly Before(DateOnly day)
    {
        do
        {
            day = day.AddDays(-1);
        }
        while (!Contains(day));
        return day;
    }

    /// <summary>The business day that comes <paramref name="count"/> business days after a day; the day itself for 0.</summary>
    public DateOnly After(DateOnly day, int count)
    {
        for (; count > 0; count--)
        {
            do
            {
                day = day.AddDays(1);
            }
            while (!Contains(day));
        }

        return day;
    }
}

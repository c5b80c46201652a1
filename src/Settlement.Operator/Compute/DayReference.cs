using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Operator.Command;
using Settlement.Operator.Compute.Result;
using Settlement.Operator.Reference;

namespace Settlement.Operator.Compute;

/// <summary>The reference data of the day to compute, frozen as a run would freeze them, and what came after its close.</summary>
/// <param name="Reference">Frozen reference data.</param>
/// <param name="Closing">Closing data; empty when none are given for the day.</param>
/// <param name="Predecessor">What the day before left open; null when the openings are those of the reference file.</param>
internal sealed record DayReference(ReferenceData Reference, ClosingData Closing, PredecessorClosing? Predecessor)
{
    /// <summary>Reads the files of a day.</summary>
    /// <param name="referenceFile">The market's reference file.</param>
    /// <param name="closingFile">Closing data in a file of their own; null: those of the reference file, where they are for the day.</param>
    /// <param name="openingFrom">The result of the day before; null: the openings of the reference file.</param>
    /// <param name="tradingDay">The day to compute.</param>
    /// <exception cref="ComputeException">A file is wrong, or states no opening for the day.</exception>
    /// <exception cref="UsageException">A file cannot be read.</exception>
    public static DayReference Read(string referenceFile, string? closingFile, string? openingFrom, DateOnly tradingDay)
    {
        var market = ReadMarket(referenceFile);
        var closing = closingFile is null ? ClosingOf(market, tradingDay) : ReadClosing(closingFile, market, tradingDay);
        try
        {
            if (openingFrom is null)
                return new DayReference(market.Freeze(OpeningOf(market, referenceFile, tradingDay)), closing, null);
            var before = ResultFile.Read(openingFrom);
            if (before.Key.Market != market.Market || before.Key.TradingDay >= tradingDay)
                throw new ComputeException([$"{openingFrom}: is the result of {before.Key}; the opening of {market.Market} {tradingDay:yyyy-MM-dd} is the closing of an earlier day of that market."]);
            return new DayReference(market.Freeze(Carried.Into(tradingDay, before)), closing, PredecessorClosing.Of(before));
        }
        catch (ReferenceException e)
        {
            throw new ComputeException([.. e.Problems.Select(problem => $"{referenceFile}: {problem}")]);
        }
    }

    private static MarketReference ReadMarket(string name) => Sound(ReadFile(name), name);

    private static MarketReference Sound(ReferenceFile file, string name) => file.Market ?? throw Wrong(file.Problems, name);

    private static ComputeException Wrong(IReadOnlyList<ReferenceProblem> problems, string name) => new([.. problems.Select(p => p.ToString(name))]);

    private static ClosingData ReadClosing(string name, MarketReference market, DateOnly tradingDay)
    {
        var file = ReadFile(name);
        var closing = Sound(file, name);
        if (closing.Market != market.Market)
            throw new ComputeException([$"{name}: market: is {closing.Market}, and {market.Market} is to be computed."]);
        if (file.ProblemsBeside(market) is { Count: > 0 } problems)
            throw Wrong(problems, name);
        return closing.Closing is { } set && set.TradingDay == tradingDay
            ? set.Data
            : throw new ComputeException([$"{name}: closing.tradingDay: is {closing.Closing?.TradingDay:yyyy-MM-dd}, and {tradingDay:yyyy-MM-dd} is to be computed."]);
    }

    private static ReferenceFile ReadFile(string name)
    {
        try
        {
            using var text = new StreamReader(name);
            return ReferenceFile.Read(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{name} cannot be read: {e.Message}", e);
        }
    }

    private static ClosingData ClosingOf(MarketReference market, DateOnly tradingDay) =>
        market.Closing is { } closing && closing.TradingDay == tradingDay ? closing.Data : ClosingData.Empty;

    private static OpeningSet OpeningOf(MarketReference market, string file, DateOnly tradingDay) => market.Opening switch
    {
        null => throw new ComputeException([$"{file}: openings: is missing. State what is carried into {tradingDay:yyyy-MM-dd}, were it nothing, or give --opening-from with the result of the day before."]),
        { TradingDay: var day } when day != tradingDay => throw new ComputeException([$"{file}: openings.tradingDay: is {day:yyyy-MM-dd}, and {tradingDay:yyyy-MM-dd} is to be computed. Give --opening-from with the result of the day before."]),
        var opening => opening,
    };
}

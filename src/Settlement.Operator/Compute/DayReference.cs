using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Operator.Command;
using Settlement.Operator.Compute.Result;
using Settlement.Operator.Reference;

namespace Settlement.Operator.Compute;

/// <summary>The reference data of the day to compute, frozen as a run would freeze them.</summary>
/// <param name="Reference">Frozen reference data.</param>
/// <param name="Predecessor">What the day before left open; null when the openings are those of the reference file.</param>
internal sealed record DayReference(ReferenceData Reference, PredecessorClosing? Predecessor)
{
    /// <summary>Reads the reference file and, where one is given, the result of the day before.</summary>
    /// <exception cref="ComputeException">A file is wrong, or states no opening for the day.</exception>
    /// <exception cref="UsageException">A file cannot be read.</exception>
    public static DayReference Read(string referenceFile, string? openingFrom, DateOnly tradingDay)
    {
        var market = ReadMarket(referenceFile);
        try
        {
            if (openingFrom is null)
                return new DayReference(market.Freeze(OpeningOf(market, referenceFile, tradingDay)), null);
            var before = ResultFile.Read(openingFrom);
            if (before.Key.Market != market.Market || before.Key.TradingDay >= tradingDay)
                throw new ComputeException([$"{openingFrom}: is the result of {before.Key}; the opening of {market.Market} {tradingDay:yyyy-MM-dd} is the closing of an earlier day of that market."]);
            return new DayReference(market.Freeze(Carried.Into(tradingDay, before)), PredecessorClosing.Of(before));
        }
        catch (ReferenceException e)
        {
            throw new ComputeException([.. e.Problems.Select(problem => $"{referenceFile}: {problem}")]);
        }
    }

    private static MarketReference ReadMarket(string name)
    {
        try
        {
            using var text = new StreamReader(name);
            var file = ReferenceFile.Read(text);
            return file.Market ?? throw new ComputeException([.. file.Problems.Select(p => p.ToString(name))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{name} cannot be read: {e.Message}", e);
        }
    }

    private static OpeningSet OpeningOf(MarketReference market, string file, DateOnly tradingDay) => market.Opening switch
    {
        null => throw new ComputeException([$"{file}: openings: is missing. State what is carried into {tradingDay:yyyy-MM-dd}, were it nothing, or give --opening-from with the result of the day before."]),
        { TradingDay: var day } when day != tradingDay => throw new ComputeException([$"{file}: openings.tradingDay: is {day:yyyy-MM-dd}, and {tradingDay:yyyy-MM-dd} is to be computed. Give --opening-from with the result of the day before."]),
        var opening => opening,
    };
}

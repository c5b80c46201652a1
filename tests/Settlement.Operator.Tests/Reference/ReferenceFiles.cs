using Settlement.Operator.Reference;

namespace Settlement.Operator.Tests.Reference;

/// <summary>Reference files to test with.</summary>
internal static class ReferenceFiles
{
    /// <summary>A file without any problem.</summary>
    public const string Good = """
        market: COMEX
        instruments:
          - symbol: GCZ3
            currency: USD
            tick: 0.10
            quantityScale: 0
            multiplier: 100
            settlementPrice:
              - windowVwap: {from: "13:29", to: "13:30", zone: America/New_York}
              - dayVwap
              - lastTrade
              - previousSettlement
          - symbol: GCG4
            currency: USD
            tick: 0.25
            priceScale: 4
            quantityScale: 2
            multiplier: 0.5
            settlementPrice: [previousSettlement]
        accounts:
          - {participant: P01, account: A1}
          - {participant: P02, account: A1}
        openings:
          tradingDay: 2013-10-08
          positions:
            - {participant: P01, account: A1, instrument: GCZ3, quantity: 5}
            - {participant: P02, account: A1, instrument: GCZ3, quantity: -5}
          previousSettlement:
            - {instrument: GCZ3, price: 1325.1}
        """;

    public static ReferenceFile Read(string text) => ReferenceFile.Read(new StringReader(text));

    /// <summary>The problems of a file as a person sees them.</summary>
    public static string[] Problems(string text)
    {
        var file = Read(text);
        Assert.Null(file.Market);
        return [.. file.Problems.Select(p => p.ToString("f.yaml"))];
    }

    /// <summary>The good file with one text replaced; the text must be there.</summary>
    public static string With(string old, string now)
    {
        Assert.Contains(old, Good, StringComparison.Ordinal);
        return Good.Replace(old, now, StringComparison.Ordinal);
    }
}

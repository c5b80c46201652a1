using System.Globalization;
using Settlement.Domain.Trades;
using Settlement.Operator.Compute.Result;

namespace Settlement.Operator.Explain;

/// <summary>An explanation for people.</summary>
internal static class ExplanationText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, Explanation explained)
    {
        var (row, price) = (explained.Position, explained.Price);
        writer.WriteLine($"{explained.Run}: {row.Participant}/{row.Account} in {row.Instrument}, {row.Currency}");
        writer.WriteLine($"digest  {explained.Digest}");
        var evidence = new TextTable("settlement", "rule", "tier", "unrounded", "trades", "volume", "from", "to");
        evidence.Add(price.Price, price.Rule, price.Tier, price.Unrounded, price.EvidenceTrades, price.EvidenceVolume, Time(price.WindowFrom), Time(price.WindowTo));
        evidence.Write(writer, "SETTLEMENT PRICE");
        var legs = new TextTable("executed", "trade", "side", "effect", "price", "quantity", "value", "fee", "");
        foreach (var leg in explained.Legs)
            legs.Add(Time(leg.ExecutedAt), leg.TradeId, leg.Side, leg.Effect == PositionEffect.None ? "" : leg.Effect, leg.Price, leg.Quantity, leg.Value, leg.Fee, leg.IsBusted ? "BUSTED" : "");
        legs.Write(writer, $"TRADES ({explained.Legs.Count})");
        writer.WriteLine();
        writer.WriteLine("FIGURES");
        foreach (var step in explained.Steps)
        {
            writer.WriteLine($"{step.Figure} = {step.Formula}");
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    = {step.Figures} = {step.Value / 1.0000000000000000000000000000m}{(step.Agrees ? "" : "   DIFFERS FROM THE RESULT")}"));
        }

        if (explained.Delivery is not { } delivery)
            return;
        var table = new TextTable("participant", "value date", "quantity", "cash", "instruction");
        table.Add(delivery.Participant, delivery.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), delivery.Quantity, delivery.Cash, delivery.Instruction);
        table.Write(writer, "DELIVERY (all accounts of the participant)");
    }

    private static string Time(long? nanoseconds) =>
        nanoseconds is { } time ? string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddTicks(time / 100):yyyy-MM-dd HH:mm:ss.fffffff}Z") : "";
}

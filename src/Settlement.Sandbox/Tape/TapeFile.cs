using System.Text.Json;
using System.Text.Json.Serialization;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tape;

/// <summary>A tape in a file: one trade or bust per line, in the JSON of the feed. Sequences are ignored: the feeder gives them.</summary>
internal static class TapeFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="SandboxException">It cannot be read, or a line is wrong; the message names the line.</exception>
    public static IReadOnlyList<TradeMessage> Read(string file)
    {
        try
        {
            return [.. File.ReadLines(file).Select((line, index) => (line, number: index + 1)).Where(l => l.line.Trim().Length > 0).Select(l => Parse(l.line, file, l.number))];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The tape {file} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static TradeMessage Parse(string line, string file, int number)
    {
        try
        {
            var record = JsonSerializer.Deserialize<Line>(line, Json) ?? throw new JsonException("it is null");
            if (record.Kind == TradeKind.EndOfSession)
                throw new JsonException("a tape has no EndOfSession: the option --end-of-session sends it");
            return new TradeMessage
            {
                Sequence = 0,
                Kind = record.Kind,
                TradingDay = record.TradingDay,
                TradeId = record.TradeId,
                Instrument = record.Instrument,
                Price = record.Price,
                Quantity = record.Quantity,
                ExecutedAt = record.ExecutedAt,
                Buyer = record.Buyer.ToLeg(),
                Seller = record.Seller.ToLeg(),
            };
        }
        catch (JsonException wrong)
        {
            throw new SandboxException($"{file}, line {number}: {wrong.Message}", wrong);
        }
    }

    private sealed record Line(
        TradeKind Kind,
        string TradeId,
        DateOnly TradingDay,
        string Instrument,
        decimal Price,
        decimal Quantity,
        long ExecutedAt,
        Leg Buyer,
        Leg Seller,
        long Sequence = 0);

    private sealed record Leg(string Participant, string Account, PositionEffect Effect = PositionEffect.None)
    {
        public TradeLeg ToLeg() => new(Participant, Account, Effect);
    }
}

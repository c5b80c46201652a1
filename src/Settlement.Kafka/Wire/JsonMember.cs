using System.Text.Json;
using Settlement.Domain.Trades;

namespace Settlement.Kafka.Wire;

/// <summary>Reads single values of a JSON record; each returns the fault, or null.</summary>
internal static class JsonMember
{
    internal static string? ReadInteger(scoped ref Utf8JsonReader reader, string field, out long value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.Number)
            return Fault.Of(field, "is not a number");
        return reader.TryGetInt64(out value) ? null : Fault.Of(field, $"{Fault.Show(reader.ValueSpan)} is not a whole number of 64 bits");
    }

    internal static string? ReadText(scoped ref Utf8JsonReader reader, scoped ref Span<byte> scratch, string field, string member, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.String)
            return Fault.Of(field + member, "is not a string");
        return Take(ref reader, ref scratch, out value) ? null : Fault.Of(field + member, "is too long");
    }

    /// <summary>A decimal as a string or as a number: its digits as they stand there, so that nothing is rounded.</summary>
    internal static string? ReadDecimal(scoped ref Utf8JsonReader reader, scoped ref Span<byte> scratch, string field, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (reader.TokenType == JsonTokenType.Number)
        {
            value = reader.ValueSpan;
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
            return Fault.Of(field, "is neither a string nor a number");
        if (!Take(ref reader, ref scratch, out value))
            return Fault.Of(field, "is too long");
        return value.IsEmpty ? Fault.Of(field, "'' is not a plain decimal number") : null;
    }

    internal static string? ReadKind(scoped ref Utf8JsonReader reader, out TradeKind kind)
    {
        kind = default;
        if (reader.TokenType != JsonTokenType.String)
            return Fault.Of("kind", "is not a string");
        if (reader.ValueTextEquals("Trade"u8))
            kind = TradeKind.Trade;
        else if (reader.ValueTextEquals("Bust"u8))
            kind = TradeKind.Bust;
        else if (reader.ValueTextEquals("EndOfSession"u8))
            kind = TradeKind.EndOfSession;
        else
            return Fault.Of("kind", $"'{Fault.Show(reader.ValueSpan)}' is none of Trade, Bust, EndOfSession");
        return null;
    }

    internal static string? ReadDay(scoped ref Utf8JsonReader reader, scoped ref Span<byte> scratch, out int dayNumber)
    {
        dayNumber = 0;
        if (ReadText(ref reader, ref scratch, "tradingDay", "", out var text) is { } fault)
            return fault;
        return TradingDays.TryParse(text, out dayNumber) ? null : Fault.Of("tradingDay", $"'{Fault.Show(text)}' is not a date as in 2013-10-08");
    }

    internal static string? ReadEffect(scoped ref Utf8JsonReader reader, string leg, out PositionEffect effect)
    {
        effect = PositionEffect.None;
        if (reader.TokenType != JsonTokenType.String)
            return Fault.Of(leg + ".effect", "is not a string");
        if (reader.ValueTextEquals("Open"u8))
            effect = PositionEffect.Open;
        else if (reader.ValueTextEquals("Close"u8))
            effect = PositionEffect.Close;
        else if (reader.ValueTextEquals("CloseToday"u8))
            effect = PositionEffect.CloseToday;
        else
            return Fault.Of(leg + ".effect", $"'{Fault.Show(reader.ValueSpan)}' is none of Open, Close, CloseToday");
        return null;
    }

    private static bool Take(scoped ref Utf8JsonReader reader, scoped ref Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        value = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return true;
        if (value.Length > scratch.Length)
            return false;
        var length = reader.CopyString(scratch);
        value = scratch[..length];
        scratch = scratch[length..];
        return true;
    }
}

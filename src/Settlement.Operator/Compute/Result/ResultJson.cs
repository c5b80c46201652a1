using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Settlement.Domain.Money;
using Settlement.Domain.Settle;

namespace Settlement.Operator.Compute.Result;

/// <summary>JSON of results: names as in the published topics, decimals as strings of their shortest exact form.</summary>
internal static class ResultJson
{
    /// <summary>How results are written and read.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Evidence is for people; nothing here goes into a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters =
        {
            new JsonStringEnumConverter(), new DecimalText(), new AmountText(),
            new RowLines<PriceRow>(), new RowLines<PositionRow>(), new RowLines<FundsRow>(), new RowLines<DeliveryRow>(), new RowLines<JournalRow>(),
        },
    };

    /// <summary>Writes a result, in bounded memory.</summary>
    public static void Write(Stream stream, ResultDocument document)
    {
        using var buffer = new StreamBufferWriter(stream);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = Options.Encoder });
        JsonSerializer.Serialize(writer, document, Options);
    }

    private sealed class DecimalText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            decimal.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new JsonException("must be a decimal number in quotes");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[ScaledText.MaxLength];
            writer.WriteStringValue(text[..ScaledText.Format(value, text)]);
        }
    }

    private sealed class AmountText : JsonConverter<Amount>
    {
        public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString() ?? "";
            var point = text.IndexOf('.', StringComparison.Ordinal);
            var decimals = point < 0 ? "" : text[(point + 1)..];
            return decimals.Length <= Amount.Scale
                && Int128.TryParse((point < 0 ? text : text[..point]) + decimals.PadRight(Amount.Scale, '0'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units)
                ? new Amount(units)
                : throw new JsonException($"must be an amount in quotes, with {Amount.Scale} decimals at most");
        }

        public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[ScaledText.MaxLength];
            writer.WriteStringValue(text[..ScaledText.Format(value.Units, Amount.Scale, text)]);
        }
    }
}

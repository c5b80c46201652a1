using System.Text.Json;
using System.Text.Json.Serialization;
using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>How frozen data are written as JSON: names of enumerations, numbers without trailing zeros, so that equal data give equal bytes.</summary>
internal static class CanonicalJson
{
    internal static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new AmountConverter(), new DecimalConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private sealed class AmountConverter : JsonConverter<Amount>
    {
        public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Amount.FromDecimal(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) => writer.WriteRawValue(value.ToString());
    }

    private sealed class DecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[ScaledText.MaxLength];
            writer.WriteRawValue(text[..ScaledText.Format(value, text)]);
        }
    }
}

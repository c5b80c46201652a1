using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Settlement.Operator.Compute.Result;

/// <summary>
/// A list of rows as JSON: each row on one line, so that a result can be searched line by line. Long lists are written by all processors; the text is the same.
/// </summary>
internal sealed class RowLines<TRow> : JsonConverter<IReadOnlyList<TRow>>
{
    private const int RowsOfPart = 1024;

    public override IReadOnlyList<TRow> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<List<TRow>>(ref reader, options)!;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<TRow> value, JsonSerializerOptions options)
    {
        var parts = new Part[Math.Clamp((value.Count + RowsOfPart - 1) / RowsOfPart, 1, Environment.ProcessorCount)];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = new Part();
        try
        {
            Write(writer, value, parts);
        }
        finally
        {
            foreach (var part in parts)
                part.Dispose();
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<TRow> value, Part[] parts)
    {
        writer.WriteStartArray();
        // What is written raw is not indented by the writer.
        var indent = Encoding.ASCII.GetBytes("\n" + new string(' ', 2 * writer.CurrentDepth));
        for (var start = 0; start < value.Count; start += RowsOfPart * parts.Length)
        {
            var from = start;
            if (parts.Length == 1)
                parts[0].Fill(value, from, indent);
            else
                Parallel.For(0, parts.Length, i => parts[i].Fill(value, from + (i * RowsOfPart), indent));
            foreach (var part in parts)
                part.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    /// <summary>Rows that one processor writes.</summary>
    private sealed class Part : IDisposable
    {
        private readonly ArrayBufferWriter<byte> _text = new();
        private readonly Utf8JsonWriter _writer;
        private readonly List<int> _ends = [];

        public Part() => _writer = new Utf8JsonWriter(_text, new JsonWriterOptions { Encoder = ResultJson.Options.Encoder });

        public void Fill(IReadOnlyList<TRow> rows, int from, byte[] indent)
        {
            _text.ResetWrittenCount();
            _ends.Clear();
            for (var i = from; i < rows.Count && i < from + RowsOfPart; i++)
            {
                _text.Write(indent);
                _writer.Reset();
                JsonSerializer.Serialize(_writer, rows[i], ResultJson.Options);
                _ends.Add(_text.WrittenCount);
            }
        }

        public void Dispose() => _writer.Dispose();

        public void WriteTo(Utf8JsonWriter writer)
        {
            var start = 0;
            foreach (var end in _ends)
            {
                writer.WriteRawValue(_text.WrittenSpan[start..end], skipInputValidation: true);
                start = end;
            }
        }
    }
}

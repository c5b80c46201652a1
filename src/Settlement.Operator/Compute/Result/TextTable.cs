using System.Globalization;

namespace Settlement.Operator.Compute.Result;

/// <summary>A table for people: columns as wide as their content, numbers to the right.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(params object?[] cells) => _rows.Add([.. cells.Select(Text)]);

    /// <summary>Writes heading and rows; nothing when there are none.</summary>
    public void Write(TextWriter writer, string title)
    {
        if (_rows.Count == 0)
            return;
        var widths = Enumerable.Range(0, headers.Length).Select(i => Math.Max(headers[i].Length, _rows.Max(r => r[i].Length))).ToArray();
        var right = Enumerable.Range(0, headers.Length).Select(i => _rows.TrueForAll(r => r[i].Length == 0 || IsNumber(r[i]))).ToArray();
        writer.WriteLine();
        writer.WriteLine(title);
        WriteRow(writer, headers, widths, right);
        foreach (var row in _rows)
            WriteRow(writer, row, widths, right);
    }

    private static void WriteRow(TextWriter writer, string[] cells, int[] widths, bool[] right) =>
        writer.WriteLine(string.Join("  ", cells.Select((cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());

    private static bool IsNumber(string text) => char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] == '-');

    private static string Text(object? cell) => cell switch
    {
        null => "",
        decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}

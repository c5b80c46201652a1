using System.Globalization;
using System.Text;
using Settlement.Domain.Money;

namespace Settlement.Operator.Reference;

/// <summary>The fields of one mapping: each is asked for by name; what nobody asked for, or what is there twice, is a problem.</summary>
internal sealed class YamlFields
{
    private readonly Dictionary<string, YamlValue> _values = new(StringComparer.Ordinal);
    private readonly ReferenceProblems _problems;

    /// <summary>Opens a mapping.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="path">Its own path; empty for the whole file.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="allowed">The names that it may have.</param>
    public YamlFields(YamlMap map, string path, ReferenceProblems problems, params ReadOnlySpan<string> allowed)
    {
        (Line, Path, _problems) = (map.Line, path, problems);
        foreach (var (key, value) in map.Entries)
        {
            if (!allowed.Contains(key.Text))
                problems.Add(key.Line, PathOf(key.Text), $"is not known here; allowed: {string.Join(", ", allowed)}");
            else if (!_values.TryAdd(key.Text, value))
                problems.Add(key.Line, PathOf(key.Text), $"is there twice, first in line {_values[key.Text].Line}");
        }
    }

    /// <summary>Line that the mapping begins in.</summary>
    public int Line { get; }

    /// <summary>Path of the mapping.</summary>
    public string Path { get; }

    /// <summary>Opens a value as a mapping; null, with a problem, when it is none.</summary>
    public static YamlFields? Of(YamlValue value, string path, ReferenceProblems problems, params ReadOnlySpan<string> allowed)
    {
        if (value is YamlMap map)
            return new YamlFields(map, path, problems, allowed);
        problems.Add(value.Line, path, $"must be a mapping with {string.Join(", ", allowed)}, not {value.Kind}");
        return null;
    }

    /// <summary>Path of a field of this mapping.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Line of a field; the mapping's own when the field is absent.</summary>
    public int LineOf(string name) => _values.TryGetValue(name, out var value) ? value.Line : Line;

    /// <summary>Says that a field is wrong.</summary>
    public void Wrong(string name, string message) => _problems.Add(LineOf(name), PathOf(name), message);

    /// <summary>A field's value as it stands; null when it is absent or empty.</summary>
    public YamlValue? Find(string name) => _values.GetValueOrDefault(name) is { } value and not YamlText { IsNull: true } ? value : null;

    /// <summary>A field's text; null, with a problem, when it is absent or no text.</summary>
    public string? Text(string name, string what)
    {
        if (Find(name) is not { } value)
            Wrong(name, $"is missing; {what}");
        else if (value is YamlText text)
            return text.Text;
        else
            Wrong(name, $"must be {what}, not {value.Kind}");
        return null;
    }

    /// <summary>A field's whole number in a range; null, with a problem, when it is absent or out of it.</summary>
    public int? Whole(string name, int least, int most)
    {
        var what = $"a whole number from {least} to {most}";
        if (Text(name, what) is not { } text)
            return null;
        if (ScaledText.Parse(Encoding.UTF8.GetBytes(text), 0, out var number) == ScaledOutcome.Ok && number >= least && number <= most)
            return (int)number;
        Wrong(name, $"'{text}' must be {what}");
        return null;
    }

    /// <summary>A field's decimal number, exact; null, with a problem, when it is absent, no number, or too fine or large for 64 bits.</summary>
    /// <param name="name">The field.</param>
    /// <param name="scale">Most decimals.</param>
    /// <param name="scaleName">What gives the limit, for people.</param>
    public decimal? Number(string name, int scale, string scaleName)
    {
        if (Text(name, "a plain decimal number") is not { } text)
            return null;
        var outcome = ScaledText.Parse(Encoding.UTF8.GetBytes(text), scale, out _);
        if (outcome == ScaledOutcome.Ok)
            return decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        Wrong(name, outcome switch
        {
            ScaledOutcome.TooFine => $"'{text}' has more than {scale} decimals, the limit of {scaleName}",
            ScaledOutcome.TooLarge => $"'{text}' does not fit into 64 bits with {scale} decimals",
            _ => $"'{text}' must be a plain decimal number, such as 1324.6",
        });
        return null;
    }

    /// <summary>A field's items; empty, with a problem, when it is no list, or absent though it is required.</summary>
    public IReadOnlyList<YamlValue> Items(string name, bool isRequired)
    {
        switch (Find(name))
        {
            case YamlList list:
                if (isRequired && list.Items.Count == 0)
                    Wrong(name, "must not be empty");
                return list.Items;
            case null when isRequired:
                Wrong(name, "is missing; a list");
                return [];
            case null:
                return [];
            case var other:
                Wrong(name, $"must be a list, not {other.Kind}");
                return [];
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Settlement.Domain.Money;

namespace Settlement.Operator.Reference;

/// <summary>The fields of one mapping: each is asked for by name; what nobody asked for, or what is there twice, is a problem.</summary>
internal sealed partial class YamlFields
{
    private const string DayFormat = "yyyy-MM-dd";
    private const decimal MostMoney = 1_000_000_000_000_000_000m;

    private readonly Dictionary<string, YamlValue> _values = new(StringComparer.Ordinal);
    private readonly ReferenceProblems _problems;
    private YamlFields? _defaults;

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

    /// <summary>Path of a field, where it stands.</summary>
    public string PathAt(string name) => Holder(name).PathOf(name);

    /// <summary>Path of a field of this mapping.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Looks for fields that this mapping does not have in another one from now on.</summary>
    public YamlFields FallBackTo(YamlFields? defaults)
    {
        _defaults = defaults;
        return this;
    }

    /// <summary>Line of a field; the mapping's own when the field is absent.</summary>
    public int LineOf(string name) => Holder(name) is var holder && holder._values.TryGetValue(name, out var value) ? value.Line : Line;

    /// <summary>Says that a field is wrong, where it stands.</summary>
    public void Wrong(string name, string message) => _problems.Add(LineOf(name), Holder(name).PathOf(name), message);

    /// <summary>A field's value as it stands; null when it is absent or empty.</summary>
    public YamlValue? Find(string name) => Holder(name)._values.GetValueOrDefault(name) is { } value and not YamlText { IsNull: true } ? value : null;

    /// <summary>A field's mapping; null when it is absent, or, with a problem, no mapping.</summary>
    public YamlFields? Map(string name, params ReadOnlySpan<string> allowed) =>
        Find(name) is { } value ? Of(value, Holder(name).PathOf(name), _problems, allowed) : null;

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

    /// <summary>A field's amount of money, exact; null, with a problem, when it is absent, no number, or too fine or large.</summary>
    public decimal? Money(string name)
    {
        if (Text(name, "an amount, as a plain decimal number") is not { } text)
            return null;
        if (PlainDecimal().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && DecimalPlaces.Of(value) <= Amount.Scale && Math.Abs(value) < MostMoney)
            return value;
        Wrong(name, $"'{text}' must be a plain decimal number below 10^18 with {Amount.Scale} decimals at most");
        return null;
    }

    /// <summary>A field's day; null, with a problem, when it is absent or none.</summary>
    public DateOnly? Day(string name) => Text(name, "a date such as 2013-10-08") is { } text ? Day(name, text) : null;

    /// <summary>One of the names of an enumeration, in lower camel case.</summary>
    /// <param name="name">The field.</param>
    /// <param name="absent">Its value when the field is absent.</param>
    public T Choice<T>(string name, T absent) where T : struct, Enum
    {
        var names = Enum.GetNames<T>().ToDictionary(static n => char.ToLowerInvariant(n[0]) + n[1..], StringComparer.Ordinal);
        var what = string.Join(", ", names.Keys);
        if (Find(name) is null || Text(name, what) is not { } text)
            return absent;
        if (names.TryGetValue(text, out var found))
            return Enum.Parse<T>(found);
        Wrong(name, $"'{text}' must be one of {what}");
        return absent;
    }

    /// <summary>A field's items with their paths; empty, with a problem, when it is no list, or absent though it is required.</summary>
    public IReadOnlyList<(YamlValue Value, string Path)> Items(string name, bool isRequired)
    {
        switch (Find(name))
        {
            case YamlList list:
                if (isRequired && list.Items.Count == 0)
                    Wrong(name, "must not be empty");
                return [.. list.Items.Select((item, i) => (item, $"{PathAt(name)}[{i}]"))];
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

    /// <summary>A field's items that are mappings; the others are problems.</summary>
    public IEnumerable<YamlFields> Maps(string name, bool isRequired, params IReadOnlyList<string> allowed)
    {
        foreach (var (value, path) in Items(name, isRequired))
        {
            if (Of(value, path, _problems, [.. allowed]) is { } fields)
                yield return fields;
        }
    }

    /// <summary>Days of a list; what is none, or is there twice, is a problem.</summary>
    public IEnumerable<DateOnly> Days(string name)
    {
        HashSet<DateOnly> seen = [];
        foreach (var (value, path) in Items(name, isRequired: false))
        {
            if (!DateOnly.TryParseExact((value as YamlText)?.Text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                _problems.Add(value.Line, path, $"must be a date such as 2013-10-08, not {value.Kind}");
            else if (!seen.Add(day))
                _problems.Add(value.Line, path, "is there twice");
            else
                yield return day;
        }
    }

    private DateOnly? Day(string name, string text)
    {
        if (DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        Wrong(name, $"'{text}' must be a date such as 2013-10-08");
        return null;
    }

    private YamlFields Holder(string name) => _defaults is { } defaults && !_values.ContainsKey(name) && defaults._values.ContainsKey(name) ? defaults : this;

    [GeneratedRegex(@"^-?\d+(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainDecimal();
}

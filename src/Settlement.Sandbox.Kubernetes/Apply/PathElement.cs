using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>The four ways in which a step of a field path names its child; in the order in which they are written.</summary>
internal enum ElementKind
{
    /// <summary>Member of an object.</summary>
    Field,

    /// <summary>Element of a list by its key fields.</summary>
    Key,

    /// <summary>Element of a set by its value.</summary>
    Value,

    /// <summary>Element of a list by its position.</summary>
    Index,
}

/// <summary>One step of a field path. Equal steps have equal text, so that sets need not compare values.</summary>
internal sealed class PathElement : IEquatable<PathElement>, IComparable<PathElement>
{
    private readonly IReadOnlyList<KeyValuePair<string, JsonNode?>>? _keys;
    private readonly JsonNode? _value;

    private PathElement(ElementKind kind, string text, IReadOnlyList<KeyValuePair<string, JsonNode?>>? keys, JsonNode? value)
    {
        Kind = kind;
        Text = text;
        _keys = keys;
        _value = value;
    }

    public ElementKind Kind { get; }

    /// <summary>Name of the field, or the key, value or position as JSON.</summary>
    public string Text { get; }

    public static PathElement Field(string name) => new(ElementKind.Field, name, null, null);

    /// <param name="keys">Ordered by name.</param>
    public static PathElement Key(IReadOnlyList<KeyValuePair<string, JsonNode?>> keys)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in keys)
        {
            if (text.Length > 1)
            {
                text.Append(',');
            }

            text.Append(Quote(name)).Append(':').Append(Canonical(value));
        }

        return new(ElementKind.Key, text.Append('}').ToString(), keys, null);
    }

    public static PathElement Value(JsonNode? value) => new(ElementKind.Value, Canonical(value), null, value);

    public static PathElement Index(int index) => new(ElementKind.Index, index.ToString(CultureInfo.InvariantCulture), null, null);

    /// <summary>Reads the form of managed fields such as <c>f:spec</c>; null for a form that is not known.</summary>
    /// <exception cref="JsonException">A key or value is not JSON.</exception>
    public static PathElement? Parse(string written)
    {
        if (written.Length < 2 || written[1] != ':')
        {
            return null;
        }

        var rest = written[2..];
        switch (written[0])
        {
            case 'f':
                return Field(rest);
            case 'v':
                return Value(JsonNode.Parse(rest));
            case 'k':
                return JsonNode.Parse(rest) is JsonObject keys ? Key([.. keys.OrderBy(k => k.Key, StringComparer.Ordinal)]) : throw new JsonException($"the key {rest} is not an object");
            case 'i':
                return int.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? Index(index) : throw new JsonException($"the index {rest} is not a number");
            default:
                return null;
        }
    }

    /// <summary>As managed fields have it.</summary>
    public string Written => Kind switch
    {
        ElementKind.Field => "f:" + Text,
        ElementKind.Key => "k:" + Text,
        ElementKind.Value => "v:" + Text,
        _ => "i:" + Text,
    };

    /// <summary>As messages have it: <c>.spec</c>, <c>[name="c"]</c>, <c>[="a"]</c>, <c>[0]</c>.</summary>
    public override string ToString() => Kind switch
    {
        ElementKind.Field => "." + Text,
        ElementKind.Key => $"[{string.Join(',', _keys!.Select(k => $"{k.Key}={GoValues.Value(k.Value)}"))}]",
        ElementKind.Value => $"[={GoValues.Value(_value)}]",
        _ => $"[{Text}]",
    };

    public bool Equals(PathElement? other) => Kind == other?.Kind && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as PathElement);

    public override int GetHashCode() => HashCode.Combine(Kind, string.GetHashCode(Text, StringComparison.Ordinal));

    public int CompareTo(PathElement? other)
    {
        if (other is null)
        {
            return 1;
        }

        if (Kind != other.Kind)
        {
            return Kind.CompareTo(other.Kind);
        }

        return Kind switch
        {
            ElementKind.Key => CompareKeys(_keys!, other._keys!),
            ElementKind.Value => CompareValues(_value, other._value),
            ElementKind.Index => int.Parse(Text, CultureInfo.InvariantCulture).CompareTo(int.Parse(other.Text, CultureInfo.InvariantCulture)),
            _ => string.CompareOrdinal(Text, other.Text),
        };
    }

    private static int CompareKeys(IReadOnlyList<KeyValuePair<string, JsonNode?>> left, IReadOnlyList<KeyValuePair<string, JsonNode?>> right)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            var order = string.CompareOrdinal(left[i].Key, right[i].Key);
            order = order == 0 ? CompareValues(left[i].Value, right[i].Value) : order;
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private static int CompareValues(JsonNode? left, JsonNode? right)
    {
        var (l, r) = (Rank(left), Rank(right));
        if (l != r)
        {
            return l.CompareTo(r);
        }

        if (l == 0)
        {
            var order = left!.AsValue().TryGetValue<long>(out var a) && right!.AsValue().TryGetValue<long>(out var b)
                ? a.CompareTo(b)
                : double.Parse(Canonical(left), CultureInfo.InvariantCulture).CompareTo(double.Parse(Canonical(right), CultureInfo.InvariantCulture));
            if (order != 0)
            {
                return order;
            }
        }

        return l == 1 ? string.CompareOrdinal(left!.GetValue<string>(), right!.GetValue<string>()) : string.CompareOrdinal(Canonical(left), Canonical(right));
    }

    private static int Rank(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => 0,
        JsonValueKind.String => 1,
        JsonValueKind.True or JsonValueKind.False => 2,
        JsonValueKind.Array => 3,
        JsonValueKind.Object => 4,
        _ => 5,
    };

    private static string Canonical(JsonNode? value)
    {
        if (value is null)
        {
            return "null";
        }

        if (value.GetValueKind() != JsonValueKind.Number || (value is JsonValue v && v.TryGetValue<long>(out _)))
        {
            return value.ToJsonString(Json.Compact);
        }

        var written = value.ToJsonString(Json.Compact);
        return double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : written;
    }

    private static string Quote(string name) => JsonSerializer.Serialize(name, Json.Compact);
}

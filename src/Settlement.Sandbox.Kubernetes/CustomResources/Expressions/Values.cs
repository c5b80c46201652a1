using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>
/// Values of expressions: null, bool, long, ulong, double, string, byte[], TimeSpan, DateTimeOffset, <see cref="ExpressionType"/>, <see cref="ListValue"/>, <see cref="MapValue"/>,
/// <see cref="OptionalValue"/>, and those of the Kubernetes libraries.
/// </summary>
internal static class Values
{
    /// <summary>The value of JSON of a declared type.</summary>
    public static object? From(JsonNode? node, ExpressionType type) => node switch
    {
        null => null,
        JsonArray list => new JsonList(list, type.Element ?? ExpressionType.Dyn, type.Unordered),
        JsonObject members => new JsonMap(members, type),
        JsonValue scalar => Scalar(scalar, type),
        _ => EvaluationError.NoOverload,
    };

    /// <summary>The kind of a value; dynamic for an error.</summary>
    public static ExpressionKind KindOf(object? value) => value switch
    {
        null => ExpressionKind.Null,
        bool => ExpressionKind.Bool,
        long => ExpressionKind.Int,
        ulong => ExpressionKind.Uint,
        double => ExpressionKind.Double,
        string => ExpressionKind.String,
        byte[] => ExpressionKind.Bytes,
        TimeSpan => ExpressionKind.Duration,
        DateTimeOffset => ExpressionKind.Timestamp,
        ExpressionType => ExpressionKind.Type,
        ListValue => ExpressionKind.List,
        JsonMap { IsObject: true } => ExpressionKind.Object,
        MapValue => ExpressionKind.Map,
        OptionalValue => ExpressionKind.Optional,
        EvaluationError => ExpressionKind.Dyn,
        _ => ExpressionKind.Opaque,
    };

    /// <summary>Characters, bytes or elements; 1 for what has no size.</summary>
    public static double SizeOf(object? value) => value switch
    {
        string text => text.Length,
        byte[] bytes => bytes.Length,
        ListValue list => list.Count,
        MapValue map => map.Count,
        _ => 1,
    };

    private static object? Scalar(JsonValue scalar, ExpressionType type)
    {
        switch (scalar.GetValueKind())
        {
            case JsonValueKind.True:
            case JsonValueKind.False:
                return scalar.GetValueKind() == JsonValueKind.True;
            case JsonValueKind.Number:
                return type.Kind != ExpressionKind.Double && Scalars.Whole(scalar, out var whole) ? (object)whole : Scalars.Double(scalar);
            default:
                var text = scalar.GetValue<string>();
                return type.Kind switch
                {
                    ExpressionKind.Bytes => Convert.TryFromBase64String(text, new byte[text.Length], out _) ? Convert.FromBase64String(text) : EvaluationError.Conversion("string", "bytes"),
                    ExpressionKind.Duration => Times.Duration(text),
                    ExpressionKind.Timestamp => Times.Timestamp(text),
                    _ => text,
                };
        }
    }
}

/// <summary>A list.</summary>
internal abstract class ListValue : IEnumerable<object?>
{
    public abstract int Count { get; }

    /// <summary>Whether the order of elements means nothing to equality.</summary>
    public virtual bool Unordered => false;

    public abstract object? this[int index] { get; }

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A list that an expression made.</summary>
internal sealed class MadeList(IReadOnlyList<object?> elements) : ListValue
{
    public override int Count => elements.Count;

    public override object? this[int index] => elements[index];
}

/// <summary>A list of an object; elements become values when they are read.</summary>
internal sealed class JsonList(JsonArray list, ExpressionType element, bool unordered) : ListValue
{
    public override int Count => list.Count;

    public override bool Unordered => unordered;

    public override object? this[int index] => Values.From(list[index], element);
}

/// <summary>A map, or an object with fields.</summary>
internal abstract class MapValue
{
    public abstract int Count { get; }

    public abstract IEnumerable<object?> Keys { get; }

    public abstract bool TryGet(object? key, out object? value);
}

/// <summary>A map that an expression made.</summary>
internal sealed class MadeMap(IReadOnlyDictionary<object, object?> members) : MapValue
{
    public override int Count => members.Count;

    public override IEnumerable<object?> Keys => members.Keys;

    public override bool TryGet(object? key, out object? value)
    {
        value = null;
        return key is not null && members.TryGetValue(key, out value);
    }
}

/// <summary>A map or an object of JSON; fields are read by the names that expressions use.</summary>
internal sealed class JsonMap(JsonObject members, ExpressionType type) : MapValue
{
    public bool IsObject => type.Kind == ExpressionKind.Object;

    public override int Count => members.Count;

    public override IEnumerable<object?> Keys => members.Select(m => m.Key);

    public override bool TryGet(object? key, out object? value)
    {
        value = null;
        if (key is not string name)
        {
            return false;
        }

        var element = type.Element ?? ExpressionType.Dyn;
        if (type.Fields is { } fields)
        {
            if (!fields.TryGetValue(name, out var field))
            {
                return false;
            }

            (name, element) = field;
        }

        if (!members.TryGetPropertyValue(name, out var node))
        {
            return false;
        }

        value = Values.From(node, element);
        return true;
    }

    /// <summary>Whether two objects are the same in all that they hold, also in what expressions cannot read.</summary>
    public bool SameAs(JsonMap other) => JsonNode.DeepEquals(members, other.Members);

    private JsonObject Members => members;
}

/// <summary>A value that may be absent.</summary>
internal sealed record OptionalValue(bool Has, object? Value)
{
    public static readonly OptionalValue None = new(false, null);

    public static OptionalValue Of(object? value) => new(true, value);
}

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>The type of a part of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">How errors call it.</param>
internal sealed record ExpressionType(ExpressionKind Kind, string Name)
{
    /// <summary>No bound is known.</summary>
    public const double Unbounded = double.PositiveInfinity;

    public static readonly ExpressionType Error = new(ExpressionKind.Error, "!error!");
    public static readonly ExpressionType Dyn = new(ExpressionKind.Dyn, "dyn");
    public static readonly ExpressionType Null = new(ExpressionKind.Null, "null");
    public static readonly ExpressionType Bool = new(ExpressionKind.Bool, "bool");
    public static readonly ExpressionType Int = new(ExpressionKind.Int, "int");
    public static readonly ExpressionType Uint = new(ExpressionKind.Uint, "uint");
    public static readonly ExpressionType Double = new(ExpressionKind.Double, "double");
    public static readonly ExpressionType String = new(ExpressionKind.String, "string");
    public static readonly ExpressionType Bytes = new(ExpressionKind.Bytes, "bytes");
    public static readonly ExpressionType Duration = new(ExpressionKind.Duration, "google.protobuf.Duration");
    public static readonly ExpressionType Timestamp = new(ExpressionKind.Timestamp, "google.protobuf.Timestamp");
    public static readonly ExpressionType Type = new(ExpressionKind.Type, "type");

    /// <summary>The largest size of a value: characters, bytes or elements.</summary>
    public double MaxSize { get; init; } = Unbounded;

    /// <summary>The largest size where values have one, else 1.</summary>
    public double Size => Kind is ExpressionKind.String or ExpressionKind.Bytes or ExpressionKind.List or ExpressionKind.Map or ExpressionKind.Dyn ? MaxSize : 1;

    /// <summary>The fewest bytes a value takes in a request, by which the number of elements in an unbounded list is estimated.</summary>
    public long MinBytes { get; init; } = 1;

    /// <summary>Of keys of a map.</summary>
    public ExpressionType? Key { get; init; }

    /// <summary>Of elements of a list, values of a map, and what an optional may hold.</summary>
    public ExpressionType? Element { get; init; }

    /// <summary>Of the fields of an object, by the names that expressions use.</summary>
    public IReadOnlyDictionary<string, DeclaredField>? Fields { get; init; }

    /// <summary>Whether elements are a set or told apart by keys, so that their order means nothing.</summary>
    public bool Unordered { get; init; }

    public static ExpressionType List(ExpressionType element) => new(ExpressionKind.List, $"list({element.Name})") { Element = element, MinBytes = 2 };

    public static ExpressionType Map(ExpressionType key, ExpressionType value) => new(ExpressionKind.Map, $"map({key.Name}, {value.Name})") { Key = key, Element = value, MinBytes = 2 };

    public static ExpressionType Optional(ExpressionType value) => new(ExpressionKind.Optional, $"optional_type({value.Name})") { Element = value };

    /// <summary>A type as signatures write it, such as <c>map(K,V)</c>; single capitals are parameters.</summary>
    public static ExpressionType Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open > 0)
        {
            var inner = text[(open + 1)..^1];
            var comma = inner.IndexOf(',', StringComparison.Ordinal);
            return text[..open] switch
            {
                "list" => List(Parse(inner)),
                "optional" => Optional(Parse(inner)),
                _ => Map(Parse(inner[..comma]), Parse(inner[(comma + 1)..])),
            };
        }

        return text switch
        {
            "dyn" => Dyn,
            "bool" => Bool,
            "int" => Int,
            "uint" => Uint,
            "double" => Double,
            "string" => String,
            "bytes" => Bytes,
            "duration" => Duration,
            "timestamp" => Timestamp,
            "type" => Type,
            { Length: 1 } => new(ExpressionKind.Parameter, text),
            _ => new(ExpressionKind.Opaque, text),
        };
    }
}

/// <summary>A field that expressions may read.</summary>
/// <param name="Name">Its name in the object.</param>
/// <param name="Type">Its type.</param>
internal sealed record DeclaredField(string Name, ExpressionType Type);

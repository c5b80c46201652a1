using System.Globalization;
using System.Text;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Conversions between types, and sizes.</summary>
internal static class Conversions
{
    private static readonly CultureInfo Plainly = CultureInfo.InvariantCulture;

    public static void Register(Functions functions)
    {
        foreach (var type in (string[])["string", "bytes", "list(A)", "map(A,B)"])
        {
            functions.Global("size", type, "int", Size);
            functions.Member("size", type, "int", Size);
        }

        functions.Global("dyn", "A", "dyn", static a => a[0]);
        functions.Global("type", "A", "type", static a => TypeOf(a[0]));
        Whole(functions);
        functions.Global("double", "double", "double", static a => a[0]);
        functions.Global("double", "int", "double", static a => (double)(long)a[0]!);
        functions.Global("double", "uint", "double", static a => (double)(ulong)a[0]!);
        functions.Global("double", "string", "double", static a => double.TryParse((string)a[0]!, NumberStyles.Float, Plainly, out var v) ? v : EvaluationError.Conversion("string", "double"));
        functions.Global("bool", "bool", "bool", static a => a[0]);
        functions.Global("bool", "string", "bool", static a => (string)a[0]! switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => EvaluationError.Conversion("string", "bool"),
        });
        functions.Global("bytes", "bytes", "bytes", static a => a[0]);
        functions.Global("bytes", "string", "bytes", static a => Encoding.UTF8.GetBytes((string)a[0]!), Functions.Traverse);
        foreach (var type in (string[])["string", "bool", "int", "uint", "double", "bytes", "timestamp", "duration", "net.IP", "net.CIDR"])
        {
            functions.Global("string", type, "string", static a => Text(a[0]), type == "bytes" ? Functions.Traverse : null);
        }

        functions.Global("duration", "duration", "duration", static a => a[0]);
        functions.Global("duration", "string", "duration", static a => Times.Duration((string)a[0]!));
        functions.Global("timestamp", "timestamp", "timestamp", static a => a[0]);
        functions.Global("timestamp", "int", "timestamp", static a => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds((long)a[0]!));
        functions.Global("timestamp", "string", "timestamp", static a => Times.Timestamp((string)a[0]!));
    }

    /// <summary>A value as <c>string()</c> gives it.</summary>
    public static object Text(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => GoText.Number(number),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        TimeSpan duration => Times.Text(duration),
        DateTimeOffset time => Times.Text(time),
        _ => Convert.ToString(value, Plainly) ?? "",
    };

    private static void Whole(Functions functions)
    {
        functions.Global("int", "int", "int", static a => a[0]);
        functions.Global("int", "uint", "int", static a => (long)(ulong)a[0]!);
        functions.Global("int", "double", "int", static a => (long)(double)a[0]!);
        functions.Global("int", "timestamp", "int", static a => ((DateTimeOffset)a[0]!).ToUnixTimeSeconds());
        functions.Global("int", "string", "int", static a => long.TryParse((string)a[0]!, NumberStyles.AllowLeadingSign, Plainly, out var v) ? v : EvaluationError.Conversion("string", "int"));
        functions.Global("uint", "uint", "uint", static a => a[0]);
        functions.Global("uint", "int", "uint", static a => (ulong)(long)a[0]!);
        functions.Global("uint", "double", "uint", static a => (ulong)(double)a[0]!);
        functions.Global("uint", "string", "uint", static a => ulong.TryParse((string)a[0]!, NumberStyles.None, Plainly, out var v) ? v : EvaluationError.Conversion("string", "uint"));
    }

    private static object? Size(object?[] a) => a[0] switch
    {
        string text => (long)text.EnumerateRunes().Count(),
        byte[] bytes => (long)bytes.Length,
        ListValue list => (long)list.Count,
        MapValue map => (long)map.Count,
        _ => EvaluationError.NoOverload,
    };

    /// <summary>The type of a value as <c>type()</c> gives it.</summary>
    public static ExpressionType TypeOf(object? value) => Values.KindOf(value) switch
    {
        ExpressionKind.Null => new ExpressionType(ExpressionKind.Null, "null_type"),
        ExpressionKind.Bool => ExpressionType.Bool,
        ExpressionKind.Int => ExpressionType.Int,
        ExpressionKind.Uint => ExpressionType.Uint,
        ExpressionKind.Double => ExpressionType.Double,
        ExpressionKind.String => ExpressionType.String,
        ExpressionKind.Bytes => ExpressionType.Bytes,
        ExpressionKind.Duration => ExpressionType.Duration,
        ExpressionKind.Timestamp => ExpressionType.Timestamp,
        ExpressionKind.Type => ExpressionType.Type,
        ExpressionKind.List => new ExpressionType(ExpressionKind.List, "list"),
        ExpressionKind.Map => new ExpressionType(ExpressionKind.Map, "map"),
        _ => new ExpressionType(ExpressionKind.Object, "object"),
    };
}

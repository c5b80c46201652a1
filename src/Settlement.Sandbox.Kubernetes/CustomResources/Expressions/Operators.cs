using static Settlement.Sandbox.Kubernetes.CustomResources.Expressions.EvaluationError;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Operators that evaluate all their operands.</summary>
internal static class Operators
{
    private static readonly string[] Ordered = ["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"];
    private static readonly string[] Numbers = ["int", "uint", "double"];

    public static void Register(Functions functions)
    {
        functions.Global("_==_", "A A", "bool", static a => Comparisons.Same(a[0], a[1]), Smaller);
        functions.Global("_!=_", "A A", "bool", static a => !Comparisons.Same(a[0], a[1]), Smaller);
        foreach (var (name, holds) in (ReadOnlySpan<(string, Func<int, bool>)>)[("_<_", o => o < 0), ("_<=_", o => o <= 0), ("_>_", o => o > 0), ("_>=_", o => o >= 0)])
        {
            object? Compare(object?[] a) => Comparisons.Order(a[0], a[1]) is { } order ? holds(order) : false;
            foreach (var type in Ordered)
            {
                functions.Global(name, $"{type} {type}", "bool", Compare, Smaller);
            }

            foreach (var (one, other) in Numbers.SelectMany(_ => Numbers, (x, y) => (x, y)).Where(p => p.x != p.y))
            {
                functions.Global(name, $"{one} {other}", "bool", Compare);
            }
        }

        functions.Global("@in", "A list(A)", "bool", static a => ((ListValue)a[1]!).Any(e => Comparisons.Same(a[0], e)), static s => s[1] + 1);
        functions.Global("@in", "A map(A,B)", "bool", static a => ((MapValue)a[1]!).TryGet(a[0], out _));
        functions.Global("!_", "bool", "bool", static a => !(bool)a[0]!);
        Arithmetic(functions);
        functions.Global("_[_]", "list(A) int", "A", static a => At((ListValue)a[0]!, (long)a[1]!));
        functions.Global("_[_]", "map(A,B) A", "B", static a => ((MapValue)a[0]!).TryGet(a[1], out var value) ? value : NoKey(a[1]));
        functions.Global("_[?_]", "list(A) int", "optional(A)", static a => (long)a[1]! >= 0 && (long)a[1]! < ((ListValue)a[0]!).Count ? OptionalValue.Of(((ListValue)a[0]!)[(int)(long)a[1]!]) : OptionalValue.None);
        functions.Global("_[?_]", "map(A,B) A", "optional(B)", static a => ((MapValue)a[0]!).TryGet(a[1], out var value) ? OptionalValue.Of(value) : OptionalValue.None);
    }

    private static void Arithmetic(Functions functions)
    {
        Both("_+_", static a => (long)a[0]! + (long)a[1]!, static a => (ulong)a[0]! + (ulong)a[1]!, static a => (double)a[0]! + (double)a[1]!);
        Both("_-_", static a => (long)a[0]! - (long)a[1]!, static a => (ulong)a[0]! - (ulong)a[1]!, static a => (double)a[0]! - (double)a[1]!);
        Both("_*_", static a => (long)a[0]! * (long)a[1]!, static a => (ulong)a[0]! * (ulong)a[1]!, static a => (double)a[0]! * (double)a[1]!);
        var byZero = new EvaluationError("division by zero");
        Both("_/_", a => (long)a[1]! == 0 ? byZero : (long)a[0]! / (long)a[1]!, a => (ulong)a[1]! == 0 ? byZero : (ulong)a[0]! / (ulong)a[1]!, static a => (double)a[0]! / (double)a[1]!);
        var modulus = new EvaluationError("modulus by zero");
        Both("_%_", a => (long)a[1]! == 0 ? modulus : (long)a[0]! % (long)a[1]!, a => (ulong)a[1]! == 0 ? modulus : (ulong)a[0]! % (ulong)a[1]!, null);
        functions.Global("-_", "int", "int", static a => -(long)a[0]!);
        functions.Global("-_", "double", "double", static a => -(double)a[0]!);
        functions.Global("_+_", "string string", "string", static a => (string)a[0]! + (string)a[1]!, Joined, static s => s[0] + s[1]);
        functions.Global("_+_", "bytes bytes", "bytes", static a => (byte[])[.. (byte[])a[0]!, .. (byte[])a[1]!], Joined, static s => s[0] + s[1]);
        functions.Global("_+_", "list(A) list(A)", "list(A)", static a => Concat((ListValue)a[0]!, (ListValue)a[1]!), static _ => 1, static s => s[0] + s[1]);
        functions.Global("_+_", "duration duration", "duration", static a => (TimeSpan)a[0]! + (TimeSpan)a[1]!);
        functions.Global("_+_", "timestamp duration", "timestamp", static a => (DateTimeOffset)a[0]! + (TimeSpan)a[1]!);
        functions.Global("_+_", "duration timestamp", "timestamp", static a => (DateTimeOffset)a[1]! + (TimeSpan)a[0]!);
        functions.Global("_-_", "duration duration", "duration", static a => (TimeSpan)a[0]! - (TimeSpan)a[1]!);
        functions.Global("_-_", "timestamp duration", "timestamp", static a => (DateTimeOffset)a[0]! - (TimeSpan)a[1]!);
        functions.Global("_-_", "timestamp timestamp", "duration", static a => (DateTimeOffset)a[0]! - (DateTimeOffset)a[1]!);

        void Both(string name, Func<object?[], object?> whole, Func<object?[], object?> unsigned, Func<object?[], object?>? floating)
        {
            functions.Global(name, "int int", "int", whole);
            functions.Global(name, "uint uint", "uint", unsigned);
            if (floating is not null)
            {
                functions.Global(name, "double double", "double", floating);
            }
        }
    }

    private static object? At(ListValue list, long index) => index >= 0 && index < list.Count ? list[(int)index] : new EvaluationError($"index out of bounds: {index}");

    /// <summary>Sets and lists with keys take what they do not have yet.</summary>
    private static MadeList Concat(ListValue one, ListValue other) => new([.. one, .. one.Unordered ? other.Where(e => !one.Any(o => Comparisons.Same(e, o))) : other]);

    private static double Smaller(double[] sizes) => Math.Max(1, Math.Ceiling(Math.Min(sizes[0], sizes[1]) * 0.1));

    private static double Joined(double[] sizes) => Math.Ceiling((sizes[0] + sizes[1]) * 0.1);
}

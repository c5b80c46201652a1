using System.Collections;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Equality and order of values.</summary>
internal static class Comparisons
{
    public static bool Same(object? a, object? b)
    {
        switch (a, b)
        {
            case (null, null):
                return true;
            case (string x, string y):
                return string.Equals(x, y, StringComparison.Ordinal);
            case (byte[] x, byte[] y):
                return x.AsSpan().SequenceEqual(y);
            case (ListValue x, ListValue y):
                return x.Count == y.Count && (x.Unordered && y.Unordered ? x.All(e => y.Any(o => Same(e, o))) : x.Zip(y).All(p => Same(p.First, p.Second)));
            case (JsonMap { IsObject: true } x, JsonMap { IsObject: true } y) when x.SameAs(y):
                return true;
            case (MapValue x, MapValue y):
                return x.Count == y.Count && x.Keys.All(k => x.TryGet(k, out var one) && y.TryGet(k, out var other) && Same(one, other));
            case (OptionalValue x, OptionalValue y):
                return x.Has == y.Has && Same(x.Value, y.Value);
            case (ExpressionType x, ExpressionType y):
                return x.Name == y.Name;
            default:
                return IsNumber(a) && IsNumber(b) ? Order(a, b) == 0 : a is not null && b is not null && a.GetType() == b.GetType() && a.Equals(b);
        }
    }

    /// <summary>Negative, zero or positive; null where the values have no order.</summary>
    public static int? Order(object? a, object? b) => (a, b) switch
    {
        (long x, long y) => x.CompareTo(y),
        (double x, double y) => double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y),
        (long or ulong or double, long or ulong or double) => Mixed(a, b),
        (string x, string y) => string.CompareOrdinal(x, y),
        (bool x, bool y) => x.CompareTo(y),
        (byte[] x, byte[] y) => x.AsSpan().SequenceCompareTo(y),
        (TimeSpan x, TimeSpan y) => x.CompareTo(y),
        (DateTimeOffset x, DateTimeOffset y) => x.CompareTo(y),
        (IComparable x, _) when b is not null && x.GetType() == b.GetType() && x is not IEnumerable => x.CompareTo(b),
        _ => null,
    };

    private static bool IsNumber(object? value) => value is long or ulong or double;

    private static int? Mixed(object? a, object? b)
    {
        if (a is double || b is double)
        {
            var (x, y) = (Convert.ToDouble(a, null), Convert.ToDouble(b, null));
            return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
        }

        return Convert.ToDecimal(a, null).CompareTo(Convert.ToDecimal(b, null));
    }
}

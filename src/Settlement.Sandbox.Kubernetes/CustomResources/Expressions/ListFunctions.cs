namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Functions of lists, and of lists as sets.</summary>
internal static class ListFunctions
{
    private static readonly string[] Ordered = ["int", "uint", "double", "bool", "string", "bytes", "timestamp", "duration"];

    public static void Register(Functions functions)
    {
        foreach (var type in Ordered)
        {
            functions.Member("isSorted", $"list({type})", "bool", static a => L(a, 0).Zip(L(a, 0).Skip(1)).All(p => Comparisons.Order(p.First, p.Second) <= 0), Each);
            functions.Member("min", $"list({type})", type, static a => Extreme(L(a, 0), -1, "min"), Each);
            functions.Member("max", $"list({type})", type, static a => Extreme(L(a, 0), 1, "max"), Each);
            functions.Member("sort", $"list({type})", $"list({type})", static a => new MadeList([.. L(a, 0).Order(Comparer<object?>.Create((x, y) => Comparisons.Order(x, y) ?? 0))]), Squared, Same);
        }

        functions.Member("sum", "list(int)", "int", static a => L(a, 0).Aggregate(0L, (sum, e) => sum + (long)e!), Each);
        functions.Member("sum", "list(uint)", "uint", static a => L(a, 0).Aggregate(0UL, (sum, e) => sum + (ulong)e!), Each);
        functions.Member("sum", "list(double)", "double", static a => L(a, 0).Sum(e => (double)e!), Each);
        functions.Member("sum", "list(duration)", "duration", static a => L(a, 0).Aggregate(TimeSpan.Zero, (sum, e) => sum + (TimeSpan)e!), Each);
        functions.Member("indexOf", "list(A) A", "int", static a => Position(L(a, 0), a[1]), Each);
        functions.Member("lastIndexOf", "list(A) A", "int", static a => Position(new MadeList([.. L(a, 0).Reverse()]), a[1]) is var at and >= 0 ? L(a, 0).Count - 1 - at : -1L, Each);
        functions.Member("reverse", "list(A)", "list(A)", static a => new MadeList([.. L(a, 0).Reverse()]), Each, Same);
        functions.Member("distinct", "list(A)", "list(A)", static a => new MadeList(Distinct(L(a, 0))), Squared, Same);
        functions.Member("first", "list(A)", "optional(A)", static a => L(a, 0).Count == 0 ? OptionalValue.None : OptionalValue.Of(L(a, 0)[0]));
        functions.Member("last", "list(A)", "optional(A)", static a => L(a, 0).Count == 0 ? OptionalValue.None : OptionalValue.Of(L(a, 0)[L(a, 0).Count - 1]));
        functions.Member("slice", "list(A) int int", "list(A)", Slice, Each, Same);
        functions.Member("flatten", "list(list(A))", "list(A)", static a => new MadeList([.. L(a, 0).SelectMany(e => e is ListValue inner ? (IEnumerable<object?>)inner : [e])]), Each);
        functions.Global("sets.contains", "list(A) list(A)", "bool", static a => Holds(L(a, 0), L(a, 1)), Product);
        functions.Global("sets.equivalent", "list(A) list(A)", "bool", static a => Holds(L(a, 0), L(a, 1)) && Holds(L(a, 1), L(a, 0)), Product);
        functions.Global("sets.intersects", "list(A) list(A)", "bool", static a => L(a, 0).Any(e => L(a, 1).Any(o => Comparisons.Same(e, o))), Product);
    }

    private static ListValue L(object?[] arguments, int index) => (ListValue)arguments[index]!;

    private static bool Holds(ListValue all, ListValue wanted) => wanted.All(w => all.Any(e => Comparisons.Same(e, w)));

    private static object? Extreme(ListValue list, int sign, string name)
    {
        if (list.Count == 0)
        {
            return new EvaluationError($"{name} called on empty list");
        }

        var found = list[0];
        foreach (var element in list.Skip(1))
        {
            found = Comparisons.Order(element, found) * sign > 0 ? element : found;
        }

        return found;
    }

    private static long Position(ListValue list, object? wanted)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (Comparisons.Same(list[i], wanted))
            {
                return i;
            }
        }

        return -1;
    }

    private static List<object?> Distinct(ListValue list)
    {
        var seen = new List<object?>();
        foreach (var element in list.Where(e => !seen.Exists(s => Comparisons.Same(s, e))))
        {
            seen.Add(element);
        }

        return seen;
    }

    private static object Slice(object?[] a)
    {
        var (list, start, end) = (L(a, 0), (long)a[1]!, (long)a[2]!);
        return start < 0 || end < 0 ? new EvaluationError($"cannot slice({start}, {end}), negative indexes not supported")
            : start > end ? new EvaluationError($"cannot slice({start}, {end}), start index must be less than or equal to end index")
            : end > list.Count ? new EvaluationError($"cannot slice({start}, {end}), list is length {list.Count}")
            : new MadeList([.. list.Skip((int)start).Take((int)(end - start))]);
    }

    private static double Each(double[] sizes) => Math.Max(1, sizes[0]);

    private static double Squared(double[] sizes) => Math.Max(1, sizes[0] * sizes[0]);

    private static double Product(double[] sizes) => 1 + (sizes[0] == 0 || sizes[1] == 0 ? 0 : sizes[0] * sizes[1]);

    private static double Same(double[] sizes) => sizes[0];
}

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Functions of values that may be absent.</summary>
internal static class OptionalFunctions
{
    public static void Register(Functions functions)
    {
        functions.Global("optional.of", "A", "optional(A)", static a => OptionalValue.Of(a[0]));
        functions.Global("optional.none", "", "optional(A)", static _ => OptionalValue.None);
        functions.Global("optional.ofNonZeroValue", "A", "optional(A)", static a => IsZero(a[0]) ? OptionalValue.None : OptionalValue.Of(a[0]));
        functions.Member("hasValue", "optional(A)", "bool", static a => O(a, 0).Has);
        functions.Member("value", "optional(A)", "A", static a => O(a, 0).Has ? O(a, 0).Value : EvaluationError.NoneDereferenced);
        functions.Member("or", "optional(A) optional(A)", "optional(A)", static a => O(a, 0).Has ? a[0] : a[1]);
        functions.Member("orValue", "optional(A) A", "A", static a => O(a, 0).Has ? O(a, 0).Value : a[1]);
    }

    private static OptionalValue O(object?[] arguments, int index) => (OptionalValue)arguments[index]!;

    private static bool IsZero(object? value) => value switch
    {
        null or false or 0L or 0UL or 0.0 or "" => true,
        byte[] bytes => bytes.Length == 0,
        ListValue list => list.Count == 0,
        MapValue map => map.Count == 0,
        TimeSpan duration => duration == TimeSpan.Zero,
        _ => false,
    };
}

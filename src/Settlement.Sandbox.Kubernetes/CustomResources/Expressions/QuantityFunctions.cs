using System.Numerics;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Quantities such as <c>500m</c>, held in billionths.</summary>
internal static class QuantityFunctions
{
    private const string Type = LibraryTypes.Quantity;
    private static readonly BigInteger One = BigInteger.Pow(10, 9);

    public static void Register(Functions functions)
    {
        functions.Global("quantity", "string", Type, static a => Read((string)a[0]!), Functions.Traverse);
        functions.Global("isQuantity", "string", "bool", static a => Read((string)a[0]!) is BigInteger, Functions.Traverse);
        functions.Member("sign", Type, "int", static a => (long)Q(a, 0).Sign);
        functions.Member("isInteger", Type, "bool", static a => IsWhole(Q(a, 0)));
        functions.Member("asInteger", Type, "int", static a => IsWhole(Q(a, 0)) ? (long)(Q(a, 0) / One) : new EvaluationError("cannot convert value to integer"));
        functions.Member("asApproximateFloat", Type, "double", static a => (double)Q(a, 0) / 1e9);
        functions.Member("isGreaterThan", $"{Type} {Type}", "bool", static a => Q(a, 0) > Q(a, 1));
        functions.Member("isLessThan", $"{Type} {Type}", "bool", static a => Q(a, 0) < Q(a, 1));
        functions.Member("compareTo", $"{Type} {Type}", "int", static a => (long)Q(a, 0).CompareTo(Q(a, 1)));
        functions.Member("add", $"{Type} {Type}", Type, static a => Q(a, 0) + Q(a, 1));
        functions.Member("sub", $"{Type} {Type}", Type, static a => Q(a, 0) - Q(a, 1));
        functions.Member("add", $"{Type} int", Type, static a => Q(a, 0) + ((long)a[1]! * One));
        functions.Member("sub", $"{Type} int", Type, static a => Q(a, 0) - ((long)a[1]! * One));
    }

    private static BigInteger Q(object?[] arguments, int index) => (BigInteger)arguments[index]!;

    private static bool IsWhole(BigInteger nanos) => nanos % One == 0 && BigInteger.Abs(nanos / One) <= long.MaxValue;

    private static object Read(string text)
    {
        try
        {
            return Quantity.Nanos(text);
        }
        catch (FormatException e)
        {
            return new EvaluationError(e.Message);
        }
    }
}

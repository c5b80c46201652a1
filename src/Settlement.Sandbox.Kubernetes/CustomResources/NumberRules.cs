using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Bounds and multiples. Whole numbers are compared as such where the bound is whole too.</summary>
internal static class NumberRules
{
    public static void Check(ValueSchema schema, JsonValue value, FieldPath path, ValueErrors result)
    {
        result.Checks++;
        var isWhole = Scalars.Whole(value, out var whole);
        var number = isWhole ? whole : Scalars.Double(value);
        if (schema.MultipleOf is { } factor && factor > 0)
        {
            var fits = isWhole && IsExact(factor) ? whole % (long)factor == 0 : Scalars.IsWhole(number / factor);
            Report(!fits, "be a multiple of", factor);
        }

        if (schema.Minimum is { } least)
        {
            var order = Compare(isWhole, whole, number, least);
            Report(order < 0 || (order == 0 && schema.ExclusiveMinimum), schema.ExclusiveMinimum ? "be greater than" : "be greater than or equal to", least);
        }

        if (schema.Maximum is { } most)
        {
            var order = Compare(isWhole, whole, number, most);
            Report(order > 0 || (order == 0 && schema.ExclusiveMaximum), schema.ExclusiveMaximum ? "be less than" : "be less than or equal to", most);
        }

        void Report(bool failed, string must, double bound)
        {
            if (failed)
            {
                result.Invalid(path, GoText.Value(value), $"should {must} {(isWhole && IsExact(bound) ? ((long)bound).ToString(CultureInfo.InvariantCulture) : GoText.Number(bound))}");
            }
        }
    }

    private static int Compare(bool isWhole, long whole, double number, double bound) =>
        isWhole && IsExact(bound) ? whole.CompareTo((long)bound) : number.CompareTo(bound);

    private static bool IsExact(double bound) => Math.Truncate(bound) == bound && Math.Abs(bound) < long.MaxValue;
}

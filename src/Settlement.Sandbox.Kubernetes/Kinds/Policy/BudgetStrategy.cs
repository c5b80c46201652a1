using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Policy;

/// <summary>Budgets of disruptions of pods.</summary>
internal sealed partial class BudgetStrategy() : KindStrategy(PolicyTables.Budgets, new KindTraits { Generations = Generations.Spec, RequiresVersion = true })
{
    private const string PercentPattern = "[0-9]+%";

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var spec = value.Part("spec");
        if (spec["minAvailable"] is not null && spec["maxUnavailable"] is not null)
        {
            errors.Add(FieldError.Invalid("spec", spec.DeepClone(), "minAvailable and maxUnavailable cannot be both set"));
        }

        foreach (var name in (ReadOnlySpan<string>)["minAvailable", "maxUnavailable"])
        {
            errors.NotNegative(spec, "spec", name);
            if (spec.Text(name) is { } text && !Percent().IsMatch(text))
            {
                errors.Add(FieldError.Invalid(
                    "spec." + name,
                    text,
                    $"a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '{PercentPattern}')"));
            }
        }

        Labels.CheckSelector(spec.Object("selector"), "spec.selector", errors);
    }

    [GeneratedRegex("^" + PercentPattern + "\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Percent();
}

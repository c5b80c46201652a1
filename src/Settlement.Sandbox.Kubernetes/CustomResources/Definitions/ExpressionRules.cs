using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources.Expressions;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>The expressions of rules: that they compile, and that they cannot cost more than the API machinery allows.</summary>
internal sealed class ExpressionRules
{
    private const double RuleLimit = 10_000_000;
    private const double SchemaLimit = 100_000_000;
    private const int Blamed = 4;
    private readonly List<FieldError> _errors;
    private readonly List<(string Field, double Cost)> _costs = [];

    private ExpressionRules(List<FieldError> errors) => _errors = errors;

    public static void Check(JsonObject schema, string path, List<FieldError> errors)
    {
        var check = new ExpressionRules(errors);
        check.Walk(schema, path, 1, null, whole: true);
        var total = check._costs.Sum(c => c.Cost);
        if (total > SchemaLimit)
        {
            errors.AddRange(check._costs.Where(c => c.Cost > RuleLimit / 10).OrderByDescending(c => c.Cost).Take(Blamed)
                .Select(c => FieldError.Forbidden(c.Field, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")));
            errors.Add(FieldError.Forbidden(path, Exceeds("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total, SchemaLimit)));
        }
    }

    /// <summary>Names the rules that need a function this server does not have, and are therefore not evaluated.</summary>
    public static void Warn(JsonObject schema, string path, RequestScope scope) => Warn(schema, path, scope, whole: true);

    private static void Warn(JsonObject schema, string path, RequestScope scope, bool whole)
    {
        foreach (var (name, child) in SchemaWalk.Structure(schema))
        {
            Warn(child, $"{path}.{name}", scope, child.Flag("x-kubernetes-embedded-resource"));
        }

        var index = 0;
        foreach (var rule in schema.Objects("x-kubernetes-validations"))
        {
            try
            {
                if (SchemaTypes.Of(schema, whole) is { } self)
                {
                    Compile(rule.Text("rule"), self, rule);
                    Compile(rule.Text("messageExpression"), self, rule);
                }
            }
            catch (UnsupportedFunctionException missing)
            {
                scope.Warn($"{path}.x-kubernetes-validations[{index}]: this server does not have the function {missing.Function} and does not evaluate the rule: {rule.Text("rule")?.Trim()}");
            }
            catch (CompileException)
            {
                // Refused, not warned of.
            }

            index++;
        }
    }

    private void Walk(JsonObject schema, string path, double? cardinality, string? uncorrelatable, bool whole)
    {
        foreach (var (name, child) in SchemaWalk.Structure(schema))
        {
            var bound = name switch
            {
                "items" => schema.Number("maxItems"),
                "additionalProperties" => schema.Number("maxProperties"),
                _ => 1,
            };
            var lost = uncorrelatable ?? ((name == "items" && schema.Text("x-kubernetes-list-type") != "map") || schema.Text("x-kubernetes-map-type") == "atomic" ? path : null);
            Walk(child, $"{path}.{name}", cardinality * (bound is { } most ? Math.Max(most, 0) : null), lost, child.Flag("x-kubernetes-embedded-resource"));
        }

        if (schema.Array("x-kubernetes-validations") is not { Count: > 0 } || SchemaTypes.Of(schema, whole) is not { } self)
        {
            return;
        }

        var times = cardinality ?? SchemaTypes.MaxRequest / (self.MinBytes + 1);
        var index = 0;
        foreach (var rule in schema.Objects("x-kubernetes-validations"))
        {
            CheckRule(rule, self, $"{path}.x-kubernetes-validations[{index++}]", times, uncorrelatable);
        }
    }

    private void CheckRule(JsonObject rule, ExpressionType self, string field, double times, string? uncorrelatable)
    {
        var condition = Compiled(rule, self, "rule", ExpressionType.Bool, "", "cel expression must evaluate to a bool", field, times);
        if (!string.IsNullOrEmpty(rule.Text("messageExpression")))
        {
            Compiled(rule, self, "messageExpression", ExpressionType.String, "messageExpression ", "messageExpression must evaluate to a string", field, times);
        }

        if (condition is null)
        {
            return;
        }

        if (condition.UsesOldSelf && uncorrelatable is not null)
        {
            _errors.Add(FieldError.Invalid($"{field}.rule", rule.Text("rule"), $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}"));
        }
        else if (!condition.UsesOldSelf && rule["optionalOldSelf"] is { } optional)
        {
            _errors.Add(FieldError.Invalid($"{field}.optionalOldSelf", optional.DeepClone(), "may not be set if oldSelf is not used in rule"));
        }
    }

    private Expression? Compiled(JsonObject rule, ExpressionType self, string member, ExpressionType wanted, string called, string must, string field, double times)
    {
        Expression expression;
        try
        {
            expression = Compile(rule.Text(member), self, rule)!;
        }
        catch (CompileException e)
        {
            _errors.Add(FieldError.InvalidText($"{field}.{member}", Shown(rule), $"{called}compilation failed: {e.Message}"));
            return null;
        }
        catch (UnsupportedFunctionException)
        {
            return null;
        }

        if (expression.Body.Type.Kind != wanted.Kind && expression.Body.Type.Kind != ExpressionKind.Dyn)
        {
            _errors.Add(FieldError.InvalidText($"{field}.{member}", Shown(rule), must));
            return null;
        }

        var cost = expression.Body.Cost * times;
        if (cost > RuleLimit)
        {
            _errors.Add(FieldError.Forbidden($"{field}.{member}", Exceeds($"estimated {member} cost", cost, RuleLimit)));
        }

        _costs.Add(($"{field}.{member}", cost));
        return expression;
    }

    private static Expression? Compile(string? text, ExpressionType self, JsonObject rule) =>
        string.IsNullOrWhiteSpace(text) ? null : ExpressionCompiler.Compile(text, self, rule.Flag("optionalOldSelf"));

    private static string Exceeds(string what, double cost, double limit)
    {
        var factor = cost / limit;
        var told = factor > 100 ? "more than 100x" : factor < 1.5 ? FormattableString.Invariant($"{factor:F6}x") : FormattableString.Invariant($"{Math.Round(factor * 2, MidpointRounding.AwayFromZero) / 2:F1}x");
        return $"{what} exceeds budget by factor of {told} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }

    /// <summary>A rule as the API machinery shows it.</summary>
    private static string Shown(JsonObject rule) => GoText.Encode(new JsonObject
    {
        ["Rule"] = rule.Text("rule") ?? "",
        ["Message"] = rule.Text("message") ?? "",
        ["MessageExpression"] = rule.Text("messageExpression") ?? "",
        ["Reason"] = rule.Text("reason"),
        ["FieldPath"] = rule.Text("fieldPath") ?? "",
        ["OptionalOldSelf"] = rule["optionalOldSelf"]?.DeepClone(),
    });
}

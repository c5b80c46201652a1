using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Evaluates the rules of a schema on an object and all that is in it, within a budget for all of them.</summary>
/// <param name="errors">Where errors are added.</param>
/// <param name="warn">Told of what is wrong already before an update, and therefore may stay.</param>
internal sealed class RuleValidator(List<FieldError> errors, Action<string> warn)
{
    private const double Budget = 10_000_000;
    private const int LongestMessage = 5 * 1024;
    private double _left = Budget;

    /// <summary>Checks a value.</summary>
    /// <param name="schema">Its schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="old">Its counterpart before the update; null where there is none.</param>
    /// <param name="path">Where it is.</param>
    public void Check(ValueSchema schema, JsonNode? value, JsonNode? old, FieldPath path)
    {
        if (value is null || _left < 0 || !schema.HasRules)
        {
            return;
        }

        if (schema.Rules is { } rules)
        {
            Evaluate(schema, rules, value, old, path);
        }

        if (value is JsonArray list && schema.Items is { HasRules: true } items)
        {
            var counterparts = ListRules.Counterparts(schema, old as JsonArray);
            for (var i = 0; i < list.Count; i++)
            {
                Check(items, list[i], counterparts is not null && list[i] is JsonObject element ? counterparts.GetValueOrDefault(ListRules.KeyText(schema, element)) : null, path.Element(i));
            }
        }
        else if (value is JsonObject members)
        {
            var before = schema.Atomic ? null : old as JsonObject;
            foreach (var (name, member) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
            {
                if (schema.Properties.TryGetValue(name, out var property) || (property = schema.Additional) is not null)
                {
                    Check(property, member, before?[name], path.Member(name));
                }
            }
        }
    }

    private void Evaluate(ValueSchema schema, RuleSet rules, JsonNode value, JsonNode? old, FieldPath path)
    {
        var self = Values.From(value, rules.Type);
        var oldSelf = old is null ? null : Values.From(old, rules.Type);
        var unchanged = old is not null && JsonNode.DeepEquals(old, value);
        foreach (var rule in rules.Rules)
        {
            if (rule.Program.UsesOldSelf && old is null && !rule.OptionalOldSelf)
            {
                continue;
            }

            var before = !rule.OptionalOldSelf ? oldSelf : old is null ? OptionalValue.None : OptionalValue.Of(oldSelf);
            if (!Run(rule.Program, self, before, out var outcome))
            {
                Exhausted(schema, path, rule);
                return;
            }

            if (outcome is not true)
            {
                var error = outcome is bool ? Refusal(rule, value, Message(rule, self, before), path) : Failure(schema, rule, outcome, path);
                if (outcome is bool && unchanged && !rule.Program.UsesOldSelf)
                {
                    warn(error.ToString());
                }
                else
                {
                    errors.Add(error);
                }
            }
        }
    }

    /// <summary>Evaluates within what is left; false where that is not enough.</summary>
    private bool Run(Expression expression, object? self, object? oldSelf, out object? outcome)
    {
        outcome = null;
        try
        {
            (outcome, var cost) = expression.Run(self, oldSelf, Math.Min(_left, Expression.CallLimit));
            _left -= cost;
            return true;
        }
        catch (CostExceededException)
        {
            return false;
        }
    }

    private void Exhausted(ValueSchema schema, FieldPath path, Rule rule)
    {
        errors.Add(FieldError.InvalidText(ValueErrors.Name(path.ToString()), GoText.Quote(schema.Type), _left < Expression.CallLimit
            ? "validation failed due to running out of cost budget, no further validation rules will be run"
            : $"'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Shown}"));
        _left = -1;
    }

    private string Message(Rule rule, object? self, object? oldSelf)
    {
        if (rule.MessageProgram is null || !Run(rule.MessageProgram, self, oldSelf, out var computed) || computed is not string text)
        {
            return rule.Message;
        }

        text = text.Trim();
        return text.Length == 0 || text.Contains('\n', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(text) > LongestMessage ? rule.Message : text;
    }

    private static FieldError Refusal(Rule rule, JsonNode value, string message, FieldPath path)
    {
        var field = path.ToString() + rule.FieldPath;
        field = ValueErrors.Name(field.StartsWith('.') ? field[1..] : field);
        var whole = value.GetValueKind() is JsonValueKind.Object or JsonValueKind.Array;
        return rule.Reason switch
        {
            "FieldValueForbidden" => FieldError.Forbidden(field, message),
            "FieldValueRequired" => FieldError.Required(field, message),
            "FieldValueDuplicate" => whole ? FieldError.DuplicateWhole(field) : FieldError.Duplicate(field, value),
            _ => whole ? FieldError.InvalidWhole(field, message) : FieldError.Invalid(field, value, message),
        };
    }

    private static FieldError Failure(ValueSchema schema, Rule rule, object? outcome, FieldPath path)
    {
        var why = (outcome as EvaluationError ?? EvaluationError.NoOverload).Message;
        return FieldError.InvalidText(ValueErrors.Name(path.ToString()), GoText.Quote(schema.Type), why == EvaluationError.NoOverload.Message
            ? $"'{why}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Shown}"
            : $"{why} evaluating rule: {rule.Shown}");
    }
}

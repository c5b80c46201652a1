using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>One rule of a schema that has been accepted.</summary>
internal sealed class Rule
{
    private Rule()
    {
    }

    /// <summary>What must hold.</summary>
    public required Expression Program { get; init; }

    /// <summary>What is said where it does not, computed; null for none.</summary>
    public Expression? MessageProgram { get; init; }

    /// <summary>What errors of evaluation name: the message, or the rule itself.</summary>
    public required string Shown { get; init; }

    /// <summary>What is said where the rule does not hold and no other message can be computed.</summary>
    public required string Message { get; init; }

    public string? Reason { get; init; }

    /// <summary>Where below the value the error is told, as it is added to its path; empty for the value itself.</summary>
    public required string FieldPath { get; init; }

    public bool OptionalOldSelf { get; init; }

    /// <summary>Reads a rule; null where it cannot be evaluated, which creating the definition has told.</summary>
    public static Rule? Read(JsonObject rule, ExpressionType self)
    {
        var optional = rule.Flag("optionalOldSelf");
        try
        {
            var text = (rule.Text("rule") ?? "").Trim();
            var message = (rule.Text("message") ?? "").Trim();
            return new Rule
            {
                Program = ExpressionCompiler.Compile(rule.Text("rule") ?? "", self, optional),
                MessageProgram = rule.Text("messageExpression") is { Length: > 0 } computed ? ExpressionCompiler.Compile(computed, self, optional) : null,
                Shown = message.Length > 0 ? message : text,
                Message = message.Length > 0 ? message : $"failed rule: {text}",
                Reason = rule.Text("reason"),
                FieldPath = (rule.Text("fieldPath") ?? "").Replace("['", "[", StringComparison.Ordinal).Replace("']", "]", StringComparison.Ordinal),
                OptionalOldSelf = optional,
            };
        }
        catch (Exception e) when (e is CompileException or UnsupportedFunctionException)
        {
            return null;
        }
    }
}

/// <summary>The rules of one value. They are compiled when they are first needed, so that a server without them does not load the library.</summary>
internal sealed class RuleSet
{
    private readonly Lazy<(ExpressionType Type, IReadOnlyList<Rule> Rules)> _compiled;

    /// <param name="schema">The schema as written.</param>
    /// <param name="whole">Whether it is that of a whole resource.</param>
    public RuleSet(JsonObject schema, bool whole) => _compiled = new(() =>
    {
        var type = SchemaTypes.Of(schema, whole);
        return type is null ? (ExpressionType.Dyn, []) : (type, [.. schema.Objects("x-kubernetes-validations").Select(r => Rule.Read(r, type)).OfType<Rule>()]);
    });

    public ExpressionType Type => _compiled.Value.Type;

    public IReadOnlyList<Rule> Rules => _compiled.Value.Rules;
}

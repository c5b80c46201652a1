namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>A part of an expression that has been checked.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Run">Evaluates it.</param>
/// <param name="Cost">The most that one evaluation costs, by the sizes that the schema allows.</param>
internal sealed record Compiled(ExpressionType Type, Evaluate Run, double Cost)
{
    public static readonly Compiled Error = new(ExpressionType.Error, static _ => EvaluationError.NoOverload, 0);

    /// <summary>The value of a literal.</summary>
    public object? Constant { get; init; }
}

/// <summary>An expression that can be evaluated.</summary>
/// <param name="Body">The whole of it.</param>
/// <param name="Locals">How deep its macros nest.</param>
/// <param name="UsesOldSelf">Whether it compares with the value before.</param>
internal sealed record Expression(Compiled Body, int Locals, bool UsesOldSelf)
{
    /// <summary>The most that one expression may cost in an evaluation.</summary>
    public const double CallLimit = 1_000_000;

    /// <summary>Evaluates the expression.</summary>
    /// <exception cref="CostExceededException">It costs more than <paramref name="limit"/>.</exception>
    public (object? Value, double Cost) Run(object? self, object? oldSelf, double limit)
    {
        var evaluation = new Evaluation(self, oldSelf, Locals, limit);
        return (Body.Run(evaluation), evaluation.Cost);
    }
}

/// <summary>An expression is malformed, or its types do not fit; the message is the machinery's.</summary>
internal sealed class CompileException(string message) : Exception(message);

/// <summary>An expression needs a function that the API machinery has and this server does not.</summary>
internal sealed class UnsupportedFunctionException(string function) : Exception
{
    public string Function { get; } = function;
}

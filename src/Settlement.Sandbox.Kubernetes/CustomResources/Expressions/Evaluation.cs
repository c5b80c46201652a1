namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>The value of a part of an expression: as in <see cref="Values"/>, or an <see cref="EvaluationError"/>.</summary>
internal delegate object? Evaluate(Evaluation evaluation);

/// <summary>One evaluation of one expression.</summary>
internal sealed class Evaluation(object? self, object? oldSelf, int locals, double limit)
{
    private readonly object?[] _locals = new object?[locals];

    public object? Self { get; } = self;

    public object? OldSelf { get; } = oldSelf;

    /// <summary>What the evaluation has cost so far, in the units of the API machinery.</summary>
    public double Cost { get; private set; }

    /// <summary>The variables of macros, by their depth.</summary>
    public object? this[int local]
    {
        get => _locals[local];
        set => _locals[local] = value;
    }

    /// <exception cref="CostExceededException">The evaluation has cost more than it may.</exception>
    public void Spend(double cost)
    {
        Cost += cost;
        if (Cost > limit)
        {
            throw new CostExceededException();
        }
    }
}

/// <summary>An evaluation has cost more than it may.</summary>
internal sealed class CostExceededException : Exception;

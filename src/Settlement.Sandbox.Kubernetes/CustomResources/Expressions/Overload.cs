namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>One form of a function.</summary>
/// <param name="Name">Its name; that of an operator is written as errors write it.</param>
/// <param name="IsMember">Whether it is called on its first parameter.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Run">Computes it; an <see cref="EvaluationError"/> where there is no value.</param>
internal sealed record Overload(string Name, bool IsMember, ExpressionType[] Parameters, ExpressionType Result, Func<object?[], object?> Run)
{
    /// <summary>The cost of a call by the sizes of the arguments.</summary>
    public Func<double[], double> Cost { get; init; } = static _ => 1;

    /// <summary>The largest size of the result by those of the arguments.</summary>
    public Func<double[], double> Size { get; init; } = static _ => ExpressionType.Unbounded;

    /// <summary>Whether values can be arguments, of which types were not known before.</summary>
    public bool Accepts(object?[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var wanted = Parameters[i];
            var kind = Values.KindOf(arguments[i]);
            if (wanted.Kind is not (ExpressionKind.Dyn or ExpressionKind.Parameter) && wanted.Kind != kind && !(wanted.Kind == ExpressionKind.Map && kind == ExpressionKind.Object))
            {
                return false;
            }

            if (wanted.Kind == ExpressionKind.Opaque && arguments[i]!.GetType() != LibraryTypes.Of(wanted.Name))
            {
                return false;
            }
        }

        return true;
    }
}

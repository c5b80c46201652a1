namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Why a part of an expression has no value. Errors are values, because <c>&amp;&amp;</c> and <c>||</c> go on without them.</summary>
/// <param name="Message">What the API machinery says of it.</param>
internal sealed record EvaluationError(string Message)
{
    public static readonly EvaluationError NoOverload = new("no such overload");
    public static readonly EvaluationError NoneDereferenced = new("optional.none() dereference");

    public static EvaluationError NoKey(object? key) => new($"no such key: {key}");

    public static EvaluationError Conversion(string from, string to) => new($"type conversion error from '{from}' to '{to}'");
}

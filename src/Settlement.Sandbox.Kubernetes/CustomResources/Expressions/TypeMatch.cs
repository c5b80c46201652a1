using static Settlement.Sandbox.Kubernetes.CustomResources.Expressions.ExpressionKind;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Whether types fit the parameters of a signature, and what its type parameters become by that.</summary>
internal sealed class TypeMatch
{
    private readonly Dictionary<string, ExpressionType> _bound = new(StringComparer.Ordinal);

    public static bool Fits(ExpressionType wanted, ExpressionType given) => new TypeMatch().Matches(wanted, given);

    public bool Matches(ExpressionType wanted, ExpressionType given)
    {
        if (wanted.Kind == Parameter)
        {
            if (!_bound.TryGetValue(wanted.Name, out var bound) || bound.Kind == Dyn || (bound.Kind == Null && IsNullable(given)))
            {
                _bound[wanted.Name] = given;
                return true;
            }

            return Matches(bound, given);
        }

        if (wanted.Kind is Dyn or Error || given.Kind is Dyn or Error)
        {
            return true;
        }

        if ((given.Kind == Null && IsNullable(wanted)) || (wanted.Kind == Null && IsNullable(given)))
        {
            return true;
        }

        return wanted.Kind == given.Kind && wanted.Kind switch
        {
            List or Optional => Matches(wanted.Element!, given.Element!),
            Map => Matches(wanted.Key!, given.Key!) && Matches(wanted.Element!, given.Element!),
            ExpressionKind.Object => ReferenceEquals(wanted.Fields, given.Fields) || wanted.Name == given.Name,
            Opaque => wanted.Name == given.Name,
            _ => true,
        };
    }

    /// <summary>The type with its parameters replaced; one that was not bound is dynamic.</summary>
    public ExpressionType Fill(ExpressionType type) => type.Kind switch
    {
        Parameter => _bound.GetValueOrDefault(type.Name, ExpressionType.Dyn),
        List => ExpressionType.List(Fill(type.Element!)) with { MaxSize = type.MaxSize },
        Optional => ExpressionType.Optional(Fill(type.Element!)),
        Map => ExpressionType.Map(Fill(type.Key!), Fill(type.Element!)),
        _ => type,
    };

    private static bool IsNullable(ExpressionType type) => type.Kind is Null or ExpressionKind.Object or Duration or Timestamp or Optional or Opaque;
}

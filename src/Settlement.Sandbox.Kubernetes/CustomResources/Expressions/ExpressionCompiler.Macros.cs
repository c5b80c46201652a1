using static Cel.Internal.CelParser;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Macros: what is written as a call, but evaluates its arguments itself.</summary>
internal sealed partial class ExpressionCompiler
{
    private Compiled Has(IdentOrGlobalCallContext context, ExprContext[] arguments)
    {
        if (arguments is [var only] && Inner(only) is SelectContext select)
        {
            return Select(select, presence: true, context.op);
        }

        _errors.Add(arguments.Length > 0 ? Place(arguments[0]) : context.op, "invalid argument to has() macro");
        return Compiled.Error;
    }

    /// <summary>The member that an expression consists of alone; null where there is more.</summary>
    private static MemberContext? Inner(ExprContext context) =>
        context is { op: null, e: { _e1.Count: 0, e: { _e1.Count: 0, e: { op: null } relation } } } && relation.calc() is { op: null } calc && calc.unary() is MemberExprContext member
            ? member.member() is PrimaryExprContext primary && primary.primary() is NestedContext nested ? Inner(nested.e) : member.member() : null;

    /// <summary>The macro of that name and number of arguments; null where it is none.</summary>
    private Compiled? Macro(MemberCallContext context, string name, ExprContext[] arguments)
    {
        switch (name, arguments.Length)
        {
            case ("all" or "exists" or "exists_one" or "existsOne" or "filter" or "map", 2):
            case ("all" or "exists" or "existsOne" or "transformList", 3):
            case ("map", 3):
            case ("transformList", 4):
                return Comprehension(context, name, arguments);
            case ("optMap" or "optFlatMap", 2):
                return OptionalMap(context, name == "optFlatMap", arguments);
            case ("sortBy", 2):
            case ("transformMap" or "transformMapEntry", 3 or 4):
                throw new UnsupportedFunctionException(name);
            default:
                return null;
        }
    }

    private Compiled Comprehension(MemberCallContext context, string name, ExprContext[] arguments)
    {
        var variables = name == "transformList" || (arguments.Length == 3 && name != "map") ? 2 : 1;
        var names = new string[variables];
        for (var i = 0; i < variables; i++)
        {
            if (Simple(arguments[i]) is not { } simple)
            {
                _errors.Add(Place(arguments[i]), "argument must be a simple name");
                return Compiled.Error;
            }

            names[i] = simple;
        }

        var range = Visit(context.member());
        if (range.Type.Kind is not (ExpressionKind.List or ExpressionKind.Map or ExpressionKind.Dyn or ExpressionKind.Error))
        {
            _errors.Add(Place(context.member()), $"expression of type '{range.Type.Name}' cannot be range of a comprehension (must be list, map, or dynamic)");
            return Compiled.Error;
        }

        var (first, second) = range.Type.Kind switch
        {
            ExpressionKind.List => variables == 1 ? (range.Type.Element!, ExpressionType.Dyn) : (ExpressionType.Int, range.Type.Element!),
            ExpressionKind.Map => (range.Type.Key!, range.Type.Element!),
            ExpressionKind.Error => (ExpressionType.Error, ExpressionType.Error),
            _ => (ExpressionType.Dyn, ExpressionType.Dyn),
        };
        var at = _scope.Count;
        _scope.Add((names[0], first));
        if (variables == 2)
        {
            _scope.Add((names[1], second));
        }

        _locals = Math.Max(_locals, _scope.Count);
        var parts = arguments[variables..].Select(Visit).ToArray();
        _scope.RemoveRange(at, variables);
        var tested = name is "map" or "transformList" ? parts.Length - 1 : 1;
        for (var i = 0; i < tested; i++)
        {
            Expect(arguments[variables + i], parts[i], ExpressionType.Bool);
        }

        return Loop(name, range, at, variables, parts);
    }

    private static Compiled Loop(string name, Compiled range, int at, int variables, Compiled[] parts)
    {
        var body = parts[^1];
        var condition = parts.Length > 1 ? parts[0] : null;
        var each = parts.Sum(p => p.Cost);
        var (overhead, around) = name switch
        {
            "all" => (3, 1),
            "exists" => (4, 1),
            "exists_one" or "existsOne" => (2, 2),
            _ => (12, 11),
        };
        var cost = range.Cost + around + (range.Type.MaxSize == 0 ? 0 : range.Type.MaxSize * (each + overhead));
        return name switch
        {
            "all" => new(ExpressionType.Bool, e => Quantified(e, range, at, variables, body, decides: false), cost),
            "exists" => new(ExpressionType.Bool, e => Quantified(e, range, at, variables, body, decides: true), cost),
            "exists_one" or "existsOne" => new(ExpressionType.Bool, e => Collected(e, range, at, variables, body, body) is var found && found is MadeList list ? list.Count == 1 : found, cost),
            "filter" => new(range.Type.Kind == ExpressionKind.List ? range.Type : ExpressionType.List(range.Type.Key ?? ExpressionType.Dyn) with { MaxSize = range.Type.MaxSize }, e => Collected(e, range, at, variables, body, null), cost),
            _ => new(ExpressionType.List(body.Type) with { MaxSize = range.Type.MaxSize }, e => Collected(e, range, at, variables, condition, body), cost),
        };
    }

    /// <summary>Goes through a list or the keys of a map; false where the value is neither.</summary>
    private static bool Steps(object? value, int variables, out IEnumerable<(object? First, object? Second)> steps)
    {
        steps = value switch
        {
            ListValue list when variables == 1 => list.Select(e => (e, (object?)null)),
            ListValue list => list.Select((e, i) => ((object?)(long)i, e)),
            MapValue map => map.Keys.Select(k => (k, map.TryGet(k, out var v) ? v : null)),
            _ => [],
        };
        return value is ListValue or MapValue;
    }

    /// <summary>A value that decides ends the loop and hides the errors of the others.</summary>
    private static object? Quantified(Evaluation e, Compiled range, int at, int variables, Compiled body, bool decides)
    {
        var over = range.Run(e);
        if (!Steps(over, variables, out var steps))
        {
            return over as EvaluationError ?? EvaluationError.NoOverload;
        }

        EvaluationError? error = null;
        foreach (var (first, second) in steps)
        {
            e.Spend(decides ? 4 : 3);
            Bind(e, at, variables, first, second);
            switch (body.Run(e))
            {
                case bool flag when flag == decides:
                    return flag;
                case bool:
                    break;
                case var other:
                    error ??= other as EvaluationError ?? EvaluationError.NoOverload;
                    break;
            }
        }

        return error is null ? !decides : error;
    }

    /// <summary>What <paramref name="result"/> makes of the elements that fulfil the condition; without it, the elements themselves.</summary>
    private static object? Collected(Evaluation e, Compiled range, int at, int variables, Compiled? condition, Compiled? result)
    {
        var over = range.Run(e);
        if (!Steps(over, variables, out var steps))
        {
            return over as EvaluationError ?? EvaluationError.NoOverload;
        }

        var collected = new List<object?>();
        foreach (var (first, second) in steps)
        {
            e.Spend(12);
            Bind(e, at, variables, first, second);
            var fulfilled = condition is null ? true : condition.Run(e);
            if (fulfilled is not bool flag)
            {
                return fulfilled as EvaluationError ?? EvaluationError.NoOverload;
            }

            if (flag)
            {
                var value = result is null ? first : ReferenceEquals(result, condition) ? true : result.Run(e);
                if (value is EvaluationError)
                {
                    return value;
                }

                collected.Add(value);
            }
        }

        return new MadeList(collected);
    }

    private static void Bind(Evaluation e, int at, int variables, object? first, object? second)
    {
        e[at] = first;
        if (variables == 2)
        {
            e[at + 1] = second;
        }
    }

    private Compiled OptionalMap(MemberCallContext context, bool flat, ExprContext[] arguments)
    {
        var target = Visit(context.member());
        if (Simple(arguments[0]) is not { } name)
        {
            _errors.Add(Place(arguments[0]), "argument must be a simple name");
            return Compiled.Error;
        }

        var at = _scope.Count;
        _scope.Add((name, target.Type.Element ?? ExpressionType.Dyn));
        _locals = Math.Max(_locals, _scope.Count);
        var body = Visit(arguments[1]);
        _scope.RemoveAt(at);
        return new(flat ? body.Type : ExpressionType.Optional(body.Type), e =>
        {
            switch (target.Run(e))
            {
                case OptionalValue { Has: true } given:
                    e[at] = given.Value;
                    var value = body.Run(e);
                    return flat || value is EvaluationError ? value : OptionalValue.Of(value);
                case OptionalValue none:
                    return none;
                case var other:
                    return other as EvaluationError ?? EvaluationError.NoOverload;
            }
        }, target.Cost + body.Cost + 2);
    }

    private static string? Simple(ExprContext context) =>
        Inner(context) is PrimaryExprContext primary && primary.primary() is IdentOrGlobalCallContext { op: null, leadingDot: null } name ? name.id.Text : null;
}

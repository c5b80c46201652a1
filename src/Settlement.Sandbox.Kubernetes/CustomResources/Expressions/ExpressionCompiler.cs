using Antlr4.Runtime;
using Cel.Internal;
using static Cel.Internal.CelParser;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>
/// Makes of the text of a rule something that can be evaluated: the parser is that of the library for the language; types, costs and values are here,
/// because rules are refused for their types and limited in their costs.
/// </summary>
internal sealed partial class ExpressionCompiler
{
    private const int DeepestNesting = 100;
    private readonly CompileErrors _errors;
    private readonly ExpressionType _self;
    private readonly ExpressionType _oldSelf;
    private readonly List<(string Name, ExpressionType Type)> _scope = [];
    private int _locals;
    private bool _usesOldSelf;

    private ExpressionCompiler(string text, ExpressionType self, bool optionalOldSelf)
    {
        _errors = new CompileErrors(text);
        _self = self;
        _oldSelf = optionalOldSelf ? ExpressionType.Optional(self) : self;
    }

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="self">The type of <c>self</c> and <c>oldSelf</c>.</param>
    /// <param name="optionalOldSelf">Whether <c>oldSelf</c> is an optional.</param>
    /// <exception cref="CompileException">It is malformed, or its types do not fit.</exception>
    /// <exception cref="UnsupportedFunctionException">It needs a function that is missing here.</exception>
    public static Expression Compile(string text, ExpressionType self, bool optionalOldSelf) => new ExpressionCompiler(text, self, optionalOldSelf).Compile(text);

    private Expression Compile(string text)
    {
        if (NestsTooDeeply(text))
        {
            throw new CompileException($"ERROR: <input>:1:1: expression recursion limit exceeded: {DeepestNesting}");
        }

        var lexer = new CelLexer(new AntlrInputStream(text));
        lexer.RemoveErrorListeners();
        lexer.AddErrorListener(_errors);
        var parser = new CelParser(new CommonTokenStream(lexer));
        parser.RemoveErrorListeners();
        parser.AddErrorListener(_errors);
        var tree = parser.start();
        if (_errors.Any)
        {
            throw new CompileException(_errors.ToString());
        }

        var body = Visit(tree.e);
        return _errors.Any ? throw new CompileException(_errors.ToString()) : new Expression(body, _locals, _usesOldSelf);
    }

    /// <summary>Parsing and evaluating take the thread's stack.</summary>
    private static bool NestsTooDeeply(string text)
    {
        int depth = 0, unary = 0;
        foreach (var c in text)
        {
            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            unary += c is '?' or '!' or '-' or '.' or '+' or '*' or '/' or '%' or '<' or '>' or '=' ? 1 : 0;
            if (depth > DeepestNesting || unary > DeepestNesting * 20)
            {
                return true;
            }
        }

        return false;
    }

    private Compiled Visit(ExprContext context)
    {
        if (context.op is null)
        {
            return Visit(context.e);
        }

        var (condition, one, other) = (Visit(context.e), Visit(context.e1), Visit(context.e2));
        Expect(context.e, condition, ExpressionType.Bool);
        var match = new TypeMatch();
        var parameter = ExpressionType.Parse("A");
        if (!match.Matches(parameter, one.Type) || !match.Matches(parameter, other.Type))
        {
            _errors.Add(context.op, $"found no matching overload for '_?_:_' applied to '(bool, {one.Type.Name}, {other.Type.Name})'");
            return Compiled.Error;
        }

        var type = match.Fill(parameter) with { MaxSize = Math.Max(one.Type.MaxSize, other.Type.MaxSize) };
        return new(type, e => condition.Run(e) switch
        {
            true => one.Run(e),
            false => other.Run(e),
            EvaluationError error => error,
            _ => EvaluationError.NoOverload,
        }, condition.Cost + Math.Max(one.Cost, other.Cost));
    }

    private Compiled Visit(ConditionalOrContext context) => Logical([.. Operands(context.e, context._e1)], Visit, decides: true);

    private Compiled Visit(ConditionalAndContext context) => Logical([.. Operands(context.e, context._e1)], Visit, decides: false);

    private static IEnumerable<T> Operands<T>(T first, IEnumerable<T> others) => [first, .. others];

    /// <summary>A value that decides hides errors of the others.</summary>
    private Compiled Logical<T>(T[] operands, Func<T, Compiled> visit, bool decides)
        where T : ParserRuleContext
    {
        var parts = operands.Select(visit).ToArray();
        if (parts.Length == 1)
        {
            return parts[0];
        }

        for (var i = 0; i < parts.Length; i++)
        {
            Expect(operands[i], parts[i], ExpressionType.Bool);
        }

        return new(ExpressionType.Bool, e =>
        {
            EvaluationError? error = null;
            foreach (var part in parts)
            {
                var value = part.Run(e);
                if (value is bool flag)
                {
                    if (flag == decides)
                    {
                        return flag;
                    }
                }
                else
                {
                    error ??= value as EvaluationError ?? EvaluationError.NoOverload;
                }
            }

            return error is null ? !decides : error;
        }, parts.Sum(p => p.Cost));
    }

    private Compiled Visit(RelationContext context) => context.op is null ? Visit(context.calc())
        : Call(context.op, context.op.Text == "in" ? "@in" : $"_{context.op.Text}_", member: false, [Visit(context.relation(0)), Visit(context.relation(1))]);

    private Compiled Visit(CalcContext context) => context.op is null ? Visit(context.unary())
        : Call(context.op, $"_{context.op.Text}_", member: false, [Visit(context.calc(0)), Visit(context.calc(1))]);

    private Compiled Visit(UnaryContext context) => context switch
    {
        LogicalNotContext not => Repeated(not._ops, "!_", Visit(not.member())),
        NegateContext negate => Repeated(negate._ops, "-_", Visit(negate.member())),
        MemberExprContext member => Visit(member.member()),
        _ => Compiled.Error,
    };

    private Compiled Repeated(IList<IToken> operators, string name, Compiled operand) =>
        operators.Count % 2 == 0 ? operand : Call(operators[0], name, member: false, [operand]);

    private void Expect(ParserRuleContext at, Compiled part, ExpressionType wanted)
    {
        if (part.Type.Kind != wanted.Kind && part.Type.Kind is not (ExpressionKind.Dyn or ExpressionKind.Error))
        {
            _errors.Add(Place(at), $"expected type '{wanted.Name}' but found '{part.Type.Name}'");
        }
    }

    /// <summary>The token that errors name for a part: its operator, dot or bracket, or its first one.</summary>
    private static IToken Place(ParserRuleContext context) => context switch
    {
        ExprContext c => c.op ?? Place(c.e),
        ConditionalOrContext c => c._ops.FirstOrDefault() ?? Place(c.e),
        ConditionalAndContext c => c._ops.FirstOrDefault() ?? Place(c.e),
        RelationContext c => c.op ?? Place(c.calc()),
        CalcContext c => c.op ?? Place(c.unary()),
        LogicalNotContext c => c._ops[0],
        NegateContext c => c._ops[0],
        MemberExprContext c => Place(c.member()),
        SelectContext c => c.op,
        MemberCallContext c => c.open,
        IndexContext c => c.op,
        PrimaryExprContext c => Place(c.primary()),
        IdentOrGlobalCallContext c => c.op ?? c.id,
        NestedContext c => Place(c.e),
        _ => context.Start,
    };

    /// <summary>A call of the overloads that fit the types; where these are known only later, the values choose.</summary>
    private Compiled Call(IToken at, string name, bool member, Compiled[] arguments)
    {
        if (Array.Exists(arguments, a => a.Type.Kind == ExpressionKind.Error))
        {
            return Compiled.Error;
        }

        var fitting = new List<(Overload Overload, ExpressionType Result)>();
        foreach (var overload in Functions.All.Named(name).Where(o => o.IsMember == member && o.Parameters.Length == arguments.Length))
        {
            var match = new TypeMatch();
            if (overload.Parameters.Zip(arguments).All(p => match.Matches(p.First, p.Second.Type)))
            {
                fitting.Add((overload, match.Fill(overload.Result)));
            }
        }

        if (fitting.Count == 0)
        {
            var types = arguments.Select(a => a.Type.Name).ToArray();
            _errors.Add(at, $"found no matching overload for '{name}' applied to '{(member ? $"{types[0]}.({string.Join(", ", types[1..])})" : $"({string.Join(", ", types)})")}'");
            return Compiled.Error;
        }

        var sizes = arguments.Select(a => a.Type.Size).ToArray();
        var type = fitting.TrueForAll(f => f.Result.Name == fitting[0].Result.Name) ? fitting[0].Result : ExpressionType.Dyn;
        type = type.Kind is ExpressionKind.String or ExpressionKind.Bytes or ExpressionKind.List && double.IsInfinity(type.MaxSize) ? type with { MaxSize = fitting.Max(f => f.Overload.Size(sizes)) } : type;
        var overloads = fitting.Select(f => f.Overload).ToArray();
        var parts = arguments.Select(a => a.Run).ToArray();
        return new(type, e => Invoke(e, overloads, parts), arguments.Sum(a => a.Cost) + overloads.Max(o => o.Cost(sizes)));
    }

    private static object? Invoke(Evaluation evaluation, Overload[] overloads, Evaluate[] parts)
    {
        var arguments = new object?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if ((arguments[i] = parts[i](evaluation)) is EvaluationError error)
            {
                return error;
            }
        }

        if (Array.Find(overloads, o => o.Accepts(arguments)) is not { } overload)
        {
            return EvaluationError.NoOverload;
        }

        evaluation.Spend(overload.Cost([.. arguments.Select(Values.SizeOf)]));
        try
        {
            return overload.Run(arguments);
        }
        catch (OverflowException)
        {
            return new EvaluationError($"{Values.KindOf(arguments[0]) switch { ExpressionKind.Int => "integer", ExpressionKind.Uint => "unsigned integer", ExpressionKind.Duration => "duration", ExpressionKind.Timestamp => "timestamp", _ => "integer" }} overflow");
        }
        catch (ArgumentOutOfRangeException)
        {
            return new EvaluationError("timestamp overflow");
        }
    }
}

using Antlr4.Runtime;
using static Cel.Internal.CelParser;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Names, fields, calls and literals.</summary>
internal sealed partial class ExpressionCompiler
{
    private Compiled Visit(MemberContext context) => context switch
    {
        PrimaryExprContext primary => Visit(primary.primary()),
        SelectContext select => Select(select, presence: false, select.op),
        IndexContext index => Call(index.op, index.opt is null ? "_[_]" : "_[?_]", member: false, [Visit(index.member()), Visit(index.index)]),
        MemberCallContext call => MemberCall(call),
        _ => Compiled.Error,
    };

    private Compiled Visit(PrimaryContext context) => context switch
    {
        NestedContext nested => Visit(nested.e),
        IdentOrGlobalCallContext { op: null } name => Name(name.id),
        IdentOrGlobalCallContext call => GlobalCall(call),
        CreateListContext list => List(list),
        CreateStructContext map => Map(map),
        ConstantLiteralContext literal => Literal(literal.literal()),
        CreateMessageContext message => Undeclared(message.Start, string.Join('.', message._ids.Select(i => i.Text))),
        _ => Compiled.Error,
    };

    private Compiled Undeclared(IToken at, string name)
    {
        _errors.Add(at, $"undeclared reference to '{name}' (in container '')");
        return Compiled.Error;
    }

    private Compiled Name(IToken token)
    {
        var name = token.Text;
        var at = _scope.FindLastIndex(v => v.Name == name);
        if (at >= 0)
        {
            return new(_scope[at].Type, e => Spent(e, e[at]), 1);
        }

        switch (name)
        {
            case "self":
                return new(_self, static e => Spent(e, e.Self), 1);
            case "oldSelf":
                _usesOldSelf = true;
                return new(_oldSelf, static e => Spent(e, e.OldSelf), 1);
            case "bool" or "int" or "uint" or "double" or "string" or "bytes" or "list" or "map" or "type" or "null_type":
                var type = new ExpressionType(ExpressionKind.Type, name);
                return new(ExpressionType.Type, _ => type, 1);
            default:
                return Undeclared(token, name);
        }
    }

    private static object? Spent(Evaluation evaluation, object? value)
    {
        evaluation.Spend(1);
        return value;
    }

    /// <summary>A field, whether it is there, or as an optional.</summary>
    private Compiled Select(SelectContext context, bool presence, IToken at)
    {
        if (context.opt is null && QualifiedName(context) is "google.protobuf.Timestamp" or "google.protobuf.Duration")
        {
            var named = new ExpressionType(ExpressionKind.Type, QualifiedName(context)!);
            return new(ExpressionType.Type, _ => named, 1);
        }

        var operand = Visit(context.member());
        var name = context.id.Text;
        var holder = operand.Type.Kind == ExpressionKind.Optional ? operand.Type.Element! : operand.Type;
        ExpressionType? type;
        switch (holder.Kind)
        {
            case ExpressionKind.Error:
                return Compiled.Error;
            case ExpressionKind.Dyn:
                type = ExpressionType.Dyn;
                break;
            case ExpressionKind.Map:
                type = holder.Element;
                break;
            case ExpressionKind.Object when holder.Fields!.TryGetValue(name, out var field):
                type = field.Type;
                break;
            case ExpressionKind.Object:
                _errors.Add(at, $"undefined field '{name}'");
                return Compiled.Error;
            default:
                _errors.Add(at, $"type '{holder.Name}' does not support field selection");
                return Compiled.Error;
        }

        if (presence)
        {
            return new(ExpressionType.Bool, e => Find(operand.Run(e), name) switch
            {
                EvaluationError { Message: var m } error => m.StartsWith("no such key", StringComparison.Ordinal) ? false : error,
                OptionalValue { Has: false } => false,
                _ => true,
            }, operand.Cost);
        }

        var asOptional = context.opt is not null || operand.Type.Kind == ExpressionKind.Optional;
        return new(asOptional ? ExpressionType.Optional(type!) : type!, e =>
        {
            e.Spend(1);
            var value = operand.Run(e);
            if (value is EvaluationError or OptionalValue { Has: false })
            {
                return value;
            }

            var found = Find(value, name);
            return !asOptional || found is OptionalValue ? found
                : found is EvaluationError { Message: var m } ? m.StartsWith("no such key", StringComparison.Ordinal) ? OptionalValue.None : found
                : OptionalValue.Of(found);
        }, operand.Cost + 1);
    }

    private static object? Find(object? holder, string name) => holder switch
    {
        EvaluationError error => error,
        OptionalValue { Has: false } none => none,
        OptionalValue { Value: var value } => Find(value, name) is var found && found is EvaluationError { Message: var m } && m.StartsWith("no such key", StringComparison.Ordinal) ? OptionalValue.None
            : found is EvaluationError ? found : OptionalValue.Of(found),
        MapValue map => map.TryGet(name, out var value) ? value : EvaluationError.NoKey(name),
        _ => EvaluationError.NoOverload,
    };

    private Compiled MemberCall(MemberCallContext context)
    {
        var arguments = context.args?._e.ToArray() ?? [];
        var name = context.id.Text;
        if (QualifiedName(context.member()) is { } qualifier && _scope.TrueForAll(v => v.Name != qualifier) && IsFunction($"{qualifier}.{name}"))
        {
            return Call(context.open, $"{qualifier}.{name}", member: false, [.. arguments.Select(Visit)]);
        }

        if (Macro(context, name, arguments) is { } macro)
        {
            return macro;
        }

        var target = Visit(context.member());
        var parts = arguments.Select(Visit).ToArray();
        if (!IsFunction(name))
        {
            return Undeclared(context.open, name);
        }

        return Patterned(name, arguments, parts, 0) ? Call(context.open, name, member: true, [target, .. parts]) : Compiled.Error;
    }

    private Compiled GlobalCall(IdentOrGlobalCallContext context)
    {
        var arguments = context.args?._e.ToArray() ?? [];
        var name = context.id.Text;
        if (name == "has")
        {
            return Has(context, arguments);
        }

        var parts = arguments.Select(Visit).ToArray();
        if (!IsFunction(name))
        {
            return Undeclared(context.op, name);
        }

        return Patterned(name, arguments, parts, 1) ? Call(context.op, name, member: false, parts) : Compiled.Error;
    }

    /// <summary>A pattern that is written out is checked at once.</summary>
    private bool Patterned(string name, ExprContext[] arguments, Compiled[] parts, int at)
    {
        if (name is "matches" or "find" or "findAll" && parts.Length > at && parts[at].Constant is string pattern)
        {
            try
            {
                Patterns.Compile(pattern);
            }
            catch (ArgumentException)
            {
                _errors.Add(Place(arguments[at]), $"invalid {name} argument");
                return false;
            }
        }

        return true;
    }

    private static bool IsFunction(string name) => Functions.Missing.Contains(name) ? throw new UnsupportedFunctionException(name) : Functions.All.Named(name).Count > 0;

    private static string? QualifiedName(MemberContext context) => context switch
    {
        PrimaryExprContext { } primary when primary.primary() is IdentOrGlobalCallContext { op: null } name => name.id.Text,
        SelectContext { opt: null } select when QualifiedName(select.member()) is { } start => $"{start}.{select.id.Text}",
        _ => null,
    };

    private Compiled List(CreateListContext context)
    {
        var elements = context.elems?._elems.ToArray() ?? [];
        var parts = elements.Select(o => Visit(o.e)).ToArray();
        ExpressionType? common = null;
        for (var i = 0; i < parts.Length; i++)
        {
            var type = elements[i].opt is not null && parts[i].Type.Kind == ExpressionKind.Optional ? parts[i].Type.Element! : parts[i].Type;
            common = Common(common, type, Place(elements[i].e));
        }

        var optional = elements.Select(o => o.opt is not null).ToArray();
        return new(ExpressionType.List(common ?? ExpressionType.Dyn) with { MaxSize = parts.Length }, e =>
        {
            e.Spend(10);
            var values = new List<object?>(parts.Length);
            for (var i = 0; i < parts.Length; i++)
            {
                var value = parts[i].Run(e);
                if (value is EvaluationError)
                {
                    return value;
                }

                if (!optional[i])
                {
                    values.Add(value);
                }
                else if (value is OptionalValue { Has: true } given)
                {
                    values.Add(given.Value);
                }
            }

            return new MadeList(values);
        }, 10 + parts.Sum(p => p.Cost));
    }

    private Compiled Map(CreateStructContext context)
    {
        var keys = context.entries?._keys.ToArray() ?? [];
        var keyParts = keys.Select(k => Visit(k.e)).ToArray();
        var values = context.entries?._values.Select(v => (At: Place(v), Part: Visit(v))).ToArray() ?? [];
        ExpressionType? keyType = null, valueType = null;
        for (var i = 0; i < keys.Length; i++)
        {
            keyType = Common(keyType, keyParts[i].Type, Place(keys[i].e));
            var type = values[i].Part.Type;
            valueType = Common(valueType, keys[i].opt is not null && type.Kind == ExpressionKind.Optional ? type.Element! : type, values[i].At);
        }

        return new(ExpressionType.Map(keyType ?? ExpressionType.Dyn, valueType ?? ExpressionType.Dyn) with { MaxSize = keys.Length }, e =>
        {
            e.Spend(30);
            var made = new Dictionary<object, object?>();
            for (var i = 0; i < keys.Length; i++)
            {
                var (key, value) = (keyParts[i].Run(e), values[i].Part.Run(e));
                if (key is EvaluationError || value is EvaluationError)
                {
                    return key is EvaluationError ? key : value;
                }

                if (keys[i].opt is not null)
                {
                    if (value is not OptionalValue { Has: true } given)
                    {
                        continue;
                    }

                    value = given.Value;
                }

                if (key is null || !made.TryAdd(key, value))
                {
                    return new EvaluationError($"Failed with repeated key: {key}");
                }
            }

            return new MadeMap(made);
        }, 30 + keyParts.Sum(k => k.Cost) + values.Sum(v => v.Part.Cost));
    }

    private ExpressionType Common(ExpressionType? common, ExpressionType type, IToken at)
    {
        if (common is null || common.Kind is ExpressionKind.Error or ExpressionKind.Dyn)
        {
            return type;
        }

        if (!TypeMatch.Fits(common, type))
        {
            _errors.Add(at, $"expected type '{common.Name}' but found '{type.Name}'");
        }

        return type.MaxSize > common.MaxSize ? common with { MaxSize = type.MaxSize } : common;
    }

    private Compiled Literal(LiteralContext context)
    {
        object? value;
        try
        {
            value = Literals.Read(context);
        }
        catch (FormatException e)
        {
            _errors.Add(context.Start, e.Message);
            return Compiled.Error;
        }

        var type = value switch
        {
            null => ExpressionType.Null,
            bool => ExpressionType.Bool,
            long => ExpressionType.Int,
            ulong => ExpressionType.Uint,
            double => ExpressionType.Double,
            string => ExpressionType.String,
            _ => ExpressionType.Bytes,
        };
        return new(type with { MaxSize = Values.SizeOf(value) }, _ => value, 0) { Constant = value };
    }
}

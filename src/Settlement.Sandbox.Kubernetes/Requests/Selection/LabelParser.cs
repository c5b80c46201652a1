using System.Globalization;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Requests.Selection;

/// <summary>Reads a label selector. Its complaints are worded as clients know them.</summary>
internal sealed class LabelParser(string text)
{
    private const string Operators = "in, notin, =, ==, !=, gt, lt";

    private readonly List<(LabelToken Token, string Text)> _tokens = LabelTokens.Split(text);
    private int _at;

    /// <exception cref="FormatException">The text is no selector.</exception>
    public List<LabelSelector.Requirement> Parse()
    {
        var requirements = new List<LabelSelector.Requirement>();
        while (true)
        {
            var (token, word) = PeekValue();
            switch (token)
            {
                case LabelToken.Identifier or LabelToken.Not:
                    requirements.Add(Requirement());
                    if (!Another())
                    {
                        return requirements;
                    }

                    break;
                case LabelToken.End:
                    return requirements;
                default:
                    throw new FormatException($"found '{word}', expected: !, identifier, or 'end of string'");
            }
        }
    }

    private bool Another()
    {
        var (token, word) = NextValue();
        if (token == LabelToken.End)
        {
            return false;
        }

        if (token != LabelToken.Comma)
        {
            throw new FormatException($"found '{word}', expected: ',' or 'end of string'");
        }

        var (next, after) = PeekValue();
        return next is LabelToken.Identifier or LabelToken.Not ? true : throw new FormatException($"found '{after}', expected: identifier after ','");
    }

    private LabelSelector.Requirement Requirement()
    {
        try
        {
            var (key, exists) = Key();
            if (exists is { } only)
            {
                return new LabelSelector.Requirement(key, only, []);
            }

            var op = Operator();
            var values = op is LabelToken.In or LabelToken.NotIn ? Values() : ExactValue();
            Check(op, key, values);
            return new LabelSelector.Requirement(key, op, values);
        }
        catch (FormatException e)
        {
            throw new FormatException($"unable to parse requirement: {e.Message}");
        }
    }

    private (string Key, LabelToken? Exists) Key()
    {
        var (token, word) = NextValue();
        var denied = token == LabelToken.Not;
        if (denied)
        {
            (token, word) = NextValue();
        }

        if (token != LabelToken.Identifier)
        {
            throw new FormatException($"found '{word}', expected: identifier");
        }

        Refuse("key", word, Names.Qualified(word));
        if (PeekValue().Token is LabelToken.End or LabelToken.Comma)
        {
            return (word, denied ? LabelToken.Not : LabelToken.Identifier);
        }

        return (word, denied ? LabelToken.Not : null);
    }

    private LabelToken Operator()
    {
        var (token, word) = _tokens[_at];
        _at = Math.Min(_at + 1, _tokens.Count - 1);
        return token is LabelToken.In or LabelToken.NotIn or LabelToken.Equals or LabelToken.DoubleEquals or LabelToken.NotEquals or LabelToken.Greater or LabelToken.Less
            ? token
            : throw new FormatException($"found '{word}', expected: {Operators}");
    }

    private List<string> Values()
    {
        if (NextValue() is { Token: not LabelToken.Open, Text: var word })
        {
            throw new FormatException($"found '{word}' expected: '('");
        }

        switch (PeekValue())
        {
            case { Token: LabelToken.Identifier or LabelToken.Comma }:
                var values = List();
                return NextValue() is { Token: LabelToken.Close } ? values : throw new FormatException($"found '{_tokens[_at].Text}', expected: ')'");
            case { Token: LabelToken.Close }:
                NextValue();
                return [];
            default:
                throw new FormatException($"found '{PeekValue().Text}', expected: ',', ')' or identifier");
        }
    }

    private List<string> List()
    {
        var values = new List<string>();
        while (true)
        {
            var (token, word) = NextValue();
            if (token == LabelToken.Identifier)
            {
                values.Add(word);
                switch (PeekValue())
                {
                    case { Token: LabelToken.Comma }:
                        continue;
                    case { Token: LabelToken.Close }:
                        return values;
                    default:
                        throw new FormatException($"found '{PeekValue().Text}', expected: ',' or ')'");
                }
            }

            if (token != LabelToken.Comma)
            {
                throw new FormatException($"found '{word}', expected: ',', or identifier");
            }

            if (values.Count == 0)
            {
                values.Add("");
            }

            switch (PeekValue())
            {
                case { Token: LabelToken.Close }:
                    values.Add("");
                    return values;
                case { Token: LabelToken.Comma }:
                    NextValue();
                    values.Add("");
                    break;
            }
        }
    }

    private List<string> ExactValue()
    {
        if (PeekValue().Token is LabelToken.End or LabelToken.Comma)
        {
            return [""];
        }

        var (token, word) = NextValue();
        return token == LabelToken.Identifier ? [word] : throw new FormatException($"found '{word}', expected: identifier");
    }

    private static void Check(LabelToken op, string key, List<string> values)
    {
        if (op is LabelToken.In or LabelToken.NotIn && values.Count == 0)
        {
            throw new FormatException("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
        }

        if (op is LabelToken.Greater or LabelToken.Less && !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw new FormatException($"values[0]: Invalid value: \"{values[0]}\": for 'Gt', 'Lt' operators, the value must be an integer");
        }

        for (var i = 0; i < values.Count; i++)
        {
            Refuse($"values[{i}][{key}]", values[i], Names.LabelValue(values[i]));
        }
    }

    private static void Refuse(string field, string value, IEnumerable<string> faults)
    {
        var text = string.Join("; ", faults);
        if (text.Length > 0)
        {
            throw new FormatException($"{field}: Invalid value: \"{value}\": {text}");
        }
    }

    /// <summary>The next word where a value may stand: there <c>in</c> and <c>notin</c> are names like any other.</summary>
    private (LabelToken Token, string Text) PeekValue() =>
        _tokens[_at] is { Token: LabelToken.In or LabelToken.NotIn } word ? (LabelToken.Identifier, word.Text) : _tokens[_at];

    private (LabelToken Token, string Text) NextValue()
    {
        var next = PeekValue();
        _at = Math.Min(_at + 1, _tokens.Count - 1);
        return next;
    }
}

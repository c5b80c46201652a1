using System.Globalization;
using System.Text;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>A text that is no JSON; the message is the machinery's.</summary>
internal sealed class JsonSyntaxException(string message) : Exception(message);

/// <summary>Reads JSON, keeping what other readers drop: members written twice and the digits of numbers.</summary>
internal ref struct JsonText
{
    /// <summary>Deepest nesting that is read. Deeper bodies are refused, so that no request can exhaust a stack.</summary>
    public const int MaxDepth = 200;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _depth;

    private JsonText(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="JsonSyntaxException">It is no JSON, or nested too deep.</exception>
    public static RawJson Read(ReadOnlySpan<byte> text)
    {
        var reader = new JsonText(text);
        var value = reader.Value();
        reader.Space();
        return reader._at < text.Length ? throw reader.Unexpected("after top-level value") : value;
    }

    private RawJson Value()
    {
        Space();
        switch (Peek())
        {
            case (byte)'{':
                return Object();
            case (byte)'[':
                return Array();
            case (byte)'"':
                return new RawJson { Kind = RawKind.String, Text = String() };
            case (byte)'t':
                return Literal("true", RawKind.Bool);
            case (byte)'f':
                return Literal("false", RawKind.Bool);
            case (byte)'n':
                Literal("null", RawKind.Null);
                return RawJson.Null;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return Number();
            default:
                throw Unexpected("looking for beginning of value");
        }
    }

    private RawJson Object()
    {
        Enter();
        List<(string, RawJson)> members = [];
        Space();
        if (Peek() == '}')
        {
            return Leave(new RawJson { Kind = RawKind.Object });
        }

        while (true)
        {
            Space();
            if (Peek() != '"')
            {
                throw Unexpected("looking for beginning of object key string");
            }

            var name = String();
            Space();
            if (Peek() != ':')
            {
                throw Unexpected("after object key");
            }

            _at++;
            members.Add((name, Value()));
            Space();
            switch (Peek())
            {
                case (byte)',':
                    _at++;
                    break;
                case (byte)'}':
                    return Leave(new RawJson { Kind = RawKind.Object, Members = members });
                default:
                    throw Unexpected("after object key:value pair");
            }
        }
    }

    private RawJson Array()
    {
        Enter();
        List<RawJson> items = [];
        Space();
        if (Peek() == ']')
        {
            return Leave(new RawJson { Kind = RawKind.Array });
        }

        while (true)
        {
            items.Add(Value());
            Space();
            switch (Peek())
            {
                case (byte)',':
                    _at++;
                    break;
                case (byte)']':
                    return Leave(new RawJson { Kind = RawKind.Array, Items = items });
                default:
                    throw Unexpected("after array element");
            }
        }
    }

    private string String()
    {
        var start = ++_at;
        StringBuilder? escaped = null;
        while (true)
        {
            var c = Peek();
            if (c == '"')
            {
                var rest = Encoding.UTF8.GetString(_text[start.._at++]);
                return escaped is null ? rest : Wellformed(escaped.Append(rest).ToString());
            }

            if (c < 0x20)
            {
                throw Unexpected("in string literal");
            }

            if (c != '\\')
            {
                _at++;
                continue;
            }

            escaped ??= new StringBuilder();
            escaped.Append(Encoding.UTF8.GetString(_text[start.._at]));
            _at++;
            escaped.Append(Escape());
            start = _at;
        }
    }

    private char Escape()
    {
        var c = Peek();
        if (c != 'u')
        {
            var at = "\"\\/bfnrt".IndexOf((char)c, StringComparison.Ordinal);
            if (at < 0)
            {
                throw Unexpected("in string escape code");
            }

            _at++;
            return "\"\\/\b\f\n\r\t"[at];
        }

        var code = 0;
        for (var i = 0; i < 4; i++)
        {
            _at++;
            var digit = Peek();
            if (!char.IsAsciiHexDigit((char)digit))
            {
                throw Unexpected("in \\u hexadecimal character escape");
            }

            code = (code * 16) + int.Parse([(char)digit], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        _at++;
        return (char)code;
    }

    private RawJson Number()
    {
        var start = _at;
        if (Peek() == '-')
        {
            _at++;
        }

        if (Peek() is < (byte)'0' or > (byte)'9')
        {
            throw Unexpected("in numeric literal");
        }

        if (_text[_at] == '0')
        {
            _at++;
        }
        else
        {
            Digits();
        }

        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            Digits("after decimal point in numeric literal");
        }

        if (_at < _text.Length && _text[_at] is (byte)'e' or (byte)'E')
        {
            _at++;
            if (Peek() is (byte)'+' or (byte)'-')
            {
                _at++;
            }

            Digits("in exponent of numeric literal");
        }

        return new RawJson { Kind = RawKind.Number, Text = Encoding.ASCII.GetString(_text[start.._at]) };
    }

    private void Digits(string? needed = null)
    {
        if (needed is not null && Peek() is < (byte)'0' or > (byte)'9')
        {
            throw Unexpected(needed);
        }

        while (_at < _text.Length && _text[_at] is >= (byte)'0' and <= (byte)'9')
        {
            _at++;
        }
    }

    private RawJson Literal(string word, RawKind kind)
    {
        for (var i = 0; i < word.Length; i++, _at++)
        {
            if (Peek() != word[i])
            {
                throw Unexpected($"in literal {word} (expecting '{word[i]}')");
            }
        }

        return new RawJson { Kind = kind, Text = word };
    }

    private void Enter()
    {
        _at++;
        if (++_depth > MaxDepth)
        {
            throw new JsonSyntaxException("exceeded max depth");
        }
    }

    private RawJson Leave(RawJson value)
    {
        _at++;
        _depth--;
        return value;
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private readonly byte Peek() => _at < _text.Length ? _text[_at] : throw new JsonSyntaxException("unexpected end of JSON input");

    private readonly JsonSyntaxException Unexpected(string where) => new($"invalid character {Quoted(_text[_at])} {where}");

    private static string Quoted(byte c) => c switch
    {
        (byte)'\'' => @"'\''",
        (byte)'"' => "'\"'",
        (byte)'\\' => @"'\\'",
        (byte)'\n' => @"'\n'",
        (byte)'\r' => @"'\r'",
        (byte)'\t' => @"'\t'",
        < 0x20 or 0x7f => $@"'\x{c:x2}'",
        >= 0x80 and < 0xa1 or 0xad => $@"'\u{(int)c:x4}'",
        _ => $"'{(char)c}'",
    };

    /// <summary>Halves of surrogate pairs that stand alone become U+FFFD, as a string must be writable as UTF-8 again.</summary>
    private static string Wellformed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}

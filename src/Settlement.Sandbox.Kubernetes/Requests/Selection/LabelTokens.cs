namespace Settlement.Sandbox.Kubernetes.Requests.Selection;

/// <summary>The kinds of words in a label selector.</summary>
internal enum LabelToken
{
    End,
    Identifier,
    Comma,
    Open,
    Close,
    Not,
    Equals,
    DoubleEquals,
    NotEquals,
    Greater,
    Less,
    In,
    NotIn,
}

/// <summary>Takes the text of a label selector apart into words.</summary>
internal static class LabelTokens
{
    private const string Symbols = "=!(),><";

    public static List<(LabelToken Token, string Text)> Split(string selector)
    {
        var tokens = new List<(LabelToken, string)>();
        for (var at = 0; at < selector.Length;)
        {
            if (selector[at] is ' ' or '\t' or '\r' or '\n')
            {
                at++;
                continue;
            }

            var length = Symbols.Contains(selector[at], StringComparison.Ordinal) ? SymbolLength(selector, at) : WordLength(selector, at);
            var text = selector.Substring(at, length);
            tokens.Add((Kind(text), text));
            at += length;
        }

        tokens.Add((LabelToken.End, ""));
        return tokens;
    }

    private static int WordLength(string selector, int at)
    {
        var end = at;
        while (end < selector.Length && !Symbols.Contains(selector[end], StringComparison.Ordinal) && selector[end] is not (' ' or '\t' or '\r' or '\n'))
        {
            end++;
        }

        return end - at;
    }

    private static int SymbolLength(string selector, int at) => at + 1 < selector.Length && selector.AsSpan(at, 2) is "==" or "!=" ? 2 : 1;

    private static LabelToken Kind(string text) => text switch
    {
        "," => LabelToken.Comma,
        "(" => LabelToken.Open,
        ")" => LabelToken.Close,
        "!" => LabelToken.Not,
        "=" => LabelToken.Equals,
        "==" => LabelToken.DoubleEquals,
        "!=" => LabelToken.NotEquals,
        ">" => LabelToken.Greater,
        "<" => LabelToken.Less,
        "in" => LabelToken.In,
        "notin" => LabelToken.NotIn,
        _ => LabelToken.Identifier,
    };
}

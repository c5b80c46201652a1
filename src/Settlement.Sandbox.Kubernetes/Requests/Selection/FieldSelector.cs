using System.Text;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Selection;

/// <summary>A selector by fields, as it stands in a query: <c>metadata.name=a,spec.nodeName!=b</c>.</summary>
internal sealed class FieldSelector
{
    public static readonly FieldSelector Everything = new([]);

    private readonly IReadOnlyList<(string Field, string Value, bool Equal)> _terms;

    private FieldSelector(IReadOnlyList<(string, string, bool)> terms) => _terms = terms;

    public bool SelectsAll => _terms.Count == 0;

    /// <exception cref="FormatException">The text is no selector, or names a field that this kind cannot be selected by.</exception>
    public static FieldSelector Parse(string text, ResourceType type)
    {
        if (text.Length == 0)
        {
            return Everything;
        }

        var terms = new List<(string, string, bool)>();
        foreach (var term in Split(text).Where(t => t.Length > 0))
        {
            var (field, value, equal) = Term(term) ?? throw new FormatException($"invalid selector: '{text}'; can't understand '{term}'");
            CheckField(field, type);
            terms.Add((field, Unescape(value, term), equal));
        }

        return new FieldSelector(terms);
    }

    /// <summary>The one name that a selector of any kind leaves; empty where it names none, or is none.</summary>
    public static string NameIn(string text)
    {
        try
        {
            return Split(text).Select(term => Term(term) is ("metadata.name", var value, true) ? Unescape(value, term) : "").FirstOrDefault(name => name.Length > 0, "");
        }
        catch (FormatException)
        {
            return ""; // Who may ask at all is told what is wrong with it.
        }
    }

    public bool Matches(string ns, string name, IReadOnlyDictionary<string, string> fields) => _terms.All(t => Matches(t, t.Field switch
    {
        "metadata.name" => name,
        "metadata.namespace" => ns,
        _ => fields.GetValueOrDefault(t.Field, ""),
    }));

    private static bool Matches((string Field, string Value, bool Equal) term, string value) => term.Value == value == term.Equal;

    private static void CheckField(string field, ResourceType type)
    {
        if (field is "metadata.name" or "metadata.namespace" || type.Strategy.SelectableFieldNames.Contains(field))
        {
            return;
        }

        throw new FormatException(type.IsCustom || type.Strategy.SelectableFieldNames.Count > 0
            ? $"field label not supported: {field}"
            : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    /// <summary>Terms stand between commas that are not escaped.</summary>
    private static List<string> Split(string text)
    {
        var terms = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }

        terms.Add(text[start..]);
        return terms;
    }

    private static (string Field, string Value, bool Equal)? Term(string term)
    {
        for (var i = 0; i < term.Length; i++)
        {
            foreach (var op in (ReadOnlySpan<string>)["!=", "==", "="])
            {
                if (term.AsSpan(i).StartsWith(op))
                {
                    return (term[..i], term[(i + op.Length)..], op != "!=");
                }
            }
        }

        return null;
    }

    private static string Unescape(string value, string term)
    {
        if (!value.AsSpan().ContainsAny('\\', ',', '='))
        {
            return value;
        }

        var plain = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is '=' or ',')
            {
                throw new FormatException($"invalid field selector: unescaped character in value: {value[i]} in {term}");
            }

            if (value[i] == '\\')
            {
                i++;
                if (i == value.Length || value[i] is not ('\\' or ',' or '='))
                {
                    throw new FormatException($"invalid field selector: invalid escape sequence: \\{(i < value.Length ? value[i] : "")}");
                }
            }

            plain.Append(value[i]);
        }

        return plain.ToString();
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.Requests.Output;

/// <summary>Writes JSON trees as YAML in the form that Kubernetes' tools print: members sorted, lists not indented, long lines folded.</summary>
internal sealed partial class YamlText
{
    /// <summary>The column after which a line is folded at the next blank.</summary>
    private const int Width = 80;

    private readonly StringBuilder _text = new();
    private int _lineStart;

    public static string Of(JsonNode value)
    {
        var yaml = new YamlText();
        yaml.Write(value, 0, false);
        return yaml._text.ToString();
    }

    private void Write(JsonNode? node, int indent, bool inline)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                WriteMembers(members, indent, inline);
                break;
            case JsonArray { Count: > 0 } items:
                WriteItems(items, indent, inline);
                break;
            default:
                Append(inline ? " " : "");
                WriteScalar(node, indent);
                EndLine();
                break;
        }
    }

    private void WriteMembers(JsonObject members, int indent, bool afterDash)
    {
        var first = afterDash;
        foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            Append(first ? " " : new string(' ', indent));
            first = false;
            WriteText(name, indent, true);
            Append(":");
            if (value is JsonObject { Count: > 0 })
            {
                EndLine();
                Write(value, indent + 2, false);
            }
            else if (value is JsonArray { Count: > 0 })
            {
                EndLine();
                Write(value, indent, false);
            }
            else
            {
                Write(value, indent + 2, true);
            }
        }
    }

    private void WriteItems(JsonArray items, int indent, bool afterDash)
    {
        var first = afterDash;
        foreach (var item in items)
        {
            Append(first ? " " : new string(' ', indent));
            first = false;
            Append("-");
            Write(item, indent + 2, true);
        }
    }

    private void WriteScalar(JsonNode? node, int indent)
    {
        switch (node)
        {
            case null:
                Append("null");
                break;
            case JsonObject:
                Append("{}");
                break;
            case JsonArray:
                Append("[]");
                break;
            default:
                if (node.GetValueKind() == JsonValueKind.String)
                {
                    WriteText(node.GetValue<string>(), indent, false);
                }
                else
                {
                    Append(node.ToJsonString());
                }

                break;
        }
    }

    private void WriteText(string text, int indent, bool key)
    {
        if (text.Length == 0 || ResolvesToAnotherType(text) || text.Any(c => (char.IsControl(c) && c != '\n') || c == '\ufeff'))
        {
            WriteDouble(text);
        }
        else if (text.Contains('\n', StringComparison.Ordinal) && !key)
        {
            WriteLiteral(text, indent);
        }
        else if (text.Contains('\n', StringComparison.Ordinal))
        {
            WriteDouble(text);
        }
        else if (NeedsQuotes(text))
        {
            Append("'");
            Fold(text.Replace("'", "''", StringComparison.Ordinal), indent, key);
            Append("'");
        }
        else
        {
            Fold(text, indent, key);
        }
    }

    private void Fold(string text, int indent, bool key)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ' && !key && i > 0 && i < text.Length - 1 && text[i - 1] != ' ' && text[i + 1] != ' ' && _text.Length - _lineStart > Width)
            {
                EndLine();
                _text.Append(' ', indent);
            }
            else
            {
                _text.Append(text[i]);
            }
        }
    }

    private void WriteLiteral(string text, int indent)
    {
        var ends = text.Length - text.TrimEnd('\n').Length;
        Append(text[0] is ' ' or '\n' ? "|2" : "|");
        Append(ends switch { 0 => "-", 1 => "", _ => "+" });
        var lines = text.Split('\n');
        foreach (var line in ends > 0 ? lines[..^1] : lines)
        {
            EndLine();
            Append(line.Length == 0 ? "" : new string(' ', indent));
            Append(line);
        }
    }

    private void WriteDouble(string text)
    {
        Append("\"");
        foreach (var c in text)
        {
            Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\0' => "\\0",
                _ when char.IsControl(c) => $"\\x{(int)c:X2}",
                '\ufeff' => "\\uFEFF",
                _ => c.ToString(),
            });
        }

        Append("\"");
    }

    private static bool NeedsQuotes(string text) =>
        text[0] is ' ' or '-' or '?' or ':' or ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' && !StartsPlain(text)
        || text[^1] is ' ' or ':' || text.Contains(": ", StringComparison.Ordinal) || text.Contains(" #", StringComparison.Ordinal) || text is "---" or "...";

    /// <summary>A dash, question mark or colon may begin a plain text when something but a blank follows.</summary>
    private static bool StartsPlain(string text) => text[0] is '-' or '?' or ':' && text.Length > 1 && text[1] != ' ' && !text.StartsWith("---", StringComparison.Ordinal);

    private static bool ResolvesToAnotherType(string text) =>
        text is "~" or "=" or "<<" || Words().IsMatch(text) || Times().IsMatch(text) || Numbers().IsMatch(text)
        || (text.Any(char.IsAsciiDigit) && double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private void Append(string text) => _text.Append(text);

    private void EndLine()
    {
        _text.Append('\n');
        _lineStart = _text.Length;
    }

    [GeneratedRegex("^(y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE|n|N|no|No|NO|off|Off|OFF|false|False|FALSE|null|Null|NULL|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN))$")]
    private static partial Regex Words();

    [GeneratedRegex("^\\d{4}-\\d\\d?-\\d\\d?([Tt ].*)?$")]
    private static partial Regex Times();

    [GeneratedRegex("^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+)$")]
    private static partial Regex Numbers();
}

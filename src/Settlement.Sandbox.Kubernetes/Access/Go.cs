using System.Text;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>Texts as Go's formatting shows them, which the machinery's messages are made of.</summary>
internal static class Go
{
    /// <summary>A string between quotes, as <c>%q</c> shows it.</summary>
    public static string Quote(string text)
    {
        var shown = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => shown.Append("\\\""),
                '\\' => shown.Append("\\\\"),
                '\n' => shown.Append("\\n"),
                '\r' => shown.Append("\\r"),
                '\t' => shown.Append("\\t"),
                < ' ' or '\u007f' => shown.Append($"\\x{(int)c:x2}"),
                _ => shown.Append(c),
            };
        }

        return shown.Append('"').ToString();
    }

    /// <summary>A list of strings, as <c>%q</c> shows it.</summary>
    public static string Quote(IEnumerable<string> texts) => $"[{string.Join(' ', texts.Select(Quote))}]";
}

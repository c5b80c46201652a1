using System.Text;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Kubernetes' <c>$(NAME)</c> in commands, arguments and values: unknown names stay as they are, <c>$$</c> is one dollar sign.</summary>
internal static class VariableExpansion
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] != '$' || next is not ('$' or '('))
            {
                result.Append(text[i]);
            }
            else if (next == '$')
            {
                result.Append('$');
                i++;
            }
            else if (text.IndexOf(')', i) is var end and >= 0)
            {
                result.Append(variables.TryGetValue(text[(i + 2)..end], out var value) ? value : text[i..(end + 1)]);
                i = end;
            }
            else
            {
                result.Append('$');
            }
        }

        return result.ToString();
    }
}

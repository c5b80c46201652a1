using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Validation;

/// <summary>The difference of two objects, line by line with three lines around each change, as refusals show it.</summary>
internal static class LineDiff
{
    private const int Around = 3;
    private const long MostCells = 1_000_000;

    private static readonly JsonSerializerOptions Indented = new(Json.Compact) { WriteIndented = true, IndentSize = 1 };

    public static string Of(JsonNode from, JsonNode to)
    {
        var lines = Compare(from.ToJsonString(Indented).Split('\n'), to.ToJsonString(Indented).Split('\n'));
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count;)
        {
            if (lines[i].Mark == ' ')
            {
                i++;
                continue;
            }

            var start = Math.Max(0, i - Around);
            var end = EndOfHunk(lines, i);
            AppendHunk(text, lines, start, end);
            i = end;
        }

        return text.ToString();
    }

    /// <summary>Changes that have no more than six equal lines between them share a hunk.</summary>
    private static int EndOfHunk(List<(char Mark, string Line)> lines, int change)
    {
        var last = change;
        for (var i = change; i < lines.Count && i - last <= 2 * Around; i++)
        {
            if (lines[i].Mark != ' ')
            {
                last = i;
            }
        }

        return Math.Min(lines.Count, last + Around + 1);
    }

    private static void AppendHunk(StringBuilder text, List<(char Mark, string Line)> lines, int start, int end)
    {
        int Count(int from, int to, char without) => lines[from..to].Count(l => l.Mark != without);
        text.Append(
            CultureInfo.InvariantCulture,
            $"@@ -{Count(0, start, '+') + 1},{Count(start, end, '+')} +{Count(0, start, '-') + 1},{Count(start, end, '-')} @@\n");
        foreach (var (mark, line) in lines[start..end])
        {
            text.Append(mark).Append(line).Append('\n');
        }
    }

    /// <summary>All lines of both, each marked as kept, removed or added.</summary>
    private static List<(char Mark, string Line)> Compare(string[] from, string[] to)
    {
        var head = from.Zip(to).TakeWhile(pair => pair.First == pair.Second).Count();
        var tail = from[head..].Reverse().Zip(to[head..].Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        return
        [
            .. from[..head].Select(line => (' ', line)),
            .. CompareMiddle(from[head..^tail], to[head..^tail]),
            .. from[^tail..].Select(line => (' ', line)),
        ];
    }

    /// <summary>By the longest common subsequence, unless that would take too much.</summary>
    private static List<(char Mark, string Line)> CompareMiddle(string[] from, string[] to)
    {
        if ((long)from.Length * to.Length > MostCells)
        {
            return [.. from.Select(line => ('-', line)), .. to.Select(line => ('+', line))];
        }

        var common = new int[from.Length + 1, to.Length + 1];
        for (var i = from.Length - 1; i >= 0; i--)
        {
            for (var j = to.Length - 1; j >= 0; j--)
            {
                common[i, j] = from[i] == to[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<(char, string)>();
        for (int i = 0, j = 0; i < from.Length || j < to.Length;)
        {
            if (i < from.Length && j < to.Length && from[i] == to[j])
            {
                lines.Add((' ', from[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (i < from.Length && (j == to.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add(('-', from[i++]));
            }
            else
            {
                lines.Add(('+', to[j++]));
            }
        }

        return lines;
    }
}

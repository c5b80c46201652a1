using System.Text;
using Antlr4.Runtime;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>What is wrong with an expression, by places in it; shown as the API machinery does, with the line and a mark below.</summary>
internal sealed class CompileErrors(string text) : IAntlrErrorListener<int>, IAntlrErrorListener<IToken>
{
    private readonly List<(int Line, int Column, string Message)> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(IToken at, string message) => Add(at.Line, at.Column, message);

    public void SyntaxError(TextWriter output, IRecognizer recognizer, int offendingSymbol, int line, int charPositionInLine, string msg, RecognitionException e) =>
        Add(line, charPositionInLine, $"Syntax error: {msg}");

    public void SyntaxError(TextWriter output, IRecognizer recognizer, IToken offendingSymbol, int line, int charPositionInLine, string msg, RecognitionException e) =>
        Add(line, charPositionInLine, $"Syntax error: {msg}");

    public override string ToString()
    {
        var result = new StringBuilder();
        var lines = text.Split('\n');
        foreach (var (line, column, message) in _errors.OrderBy(e => e.Line).ThenBy(e => e.Column))
        {
            result.Append(result.Length > 0 ? "\n" : "").Append($"ERROR: <input>:{line}:{column + 1}: {message}");
            if (line <= lines.Length)
            {
                result.Append($"\n | {lines[line - 1]}\n | {new string('.', column)}^");
            }
        }

        return result.ToString();
    }

    private void Add(int line, int column, string message)
    {
        if (!_errors.Contains((line, column, message)))
        {
            _errors.Add((line, column, message));
        }
    }
}

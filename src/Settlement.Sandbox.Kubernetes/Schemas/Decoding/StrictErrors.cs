namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>
/// What a body says too much or twice, in the order and words of the machinery: by default each is a warning, with strict validation all are one refusal.
/// </summary>
internal sealed class StrictErrors
{
    private readonly List<string> _lines = [];
    private readonly List<string> _fields = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public bool Any => _lines.Count + _fields.Count > 0;

    /// <summary>The text of each warning.</summary>
    public IEnumerable<string> Warnings => _lines.Concat(_fields);

    /// <summary>The text of the refusal.</summary>
    public string Message
    {
        get
        {
            var all = _lines.Count == 0 ? _fields : [.. (string[])[$"yaml: unmarshal errors:\n  {string.Join("\n  ", _lines)}"], .. _fields];
            return "strict decoding error: " + string.Join(", ", all);
        }
    }

    public void Unknown(string path) => Add(_fields, $"unknown field \"{path}\"");

    public void Duplicate(string path) => Add(_fields, $"duplicate field \"{path}\"");

    /// <summary>A key that YAML sets twice.</summary>
    /// <param name="line">From 1.</param>
    /// <param name="key">The key, in quotes where it is a string.</param>
    public void DuplicateKey(int line, string key) => Add(_lines, $"line {line}: key {key} already set in map");

    /// <summary>Takes over what another found.</summary>
    public void Add(StrictErrors other)
    {
        other._lines.ForEach(line => Add(_lines, line));
        other._fields.ForEach(field => Add(_fields, field));
    }

    private void Add(List<string> to, string text)
    {
        if (_known.Add(text))
        {
            to.Add(text);
        }
    }
}

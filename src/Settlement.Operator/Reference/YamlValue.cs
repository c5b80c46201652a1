namespace Settlement.Operator.Reference;

/// <summary>A value of a YAML document with the line that it stands in.</summary>
/// <param name="Line">Line in the file, from 1.</param>
internal abstract record YamlValue(int Line)
{
    /// <summary>What it is, for people.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="IsNull">True for nothing, <c>~</c> or an unquoted <c>null</c>.</param>
internal sealed record YamlText(int Line, string Text, bool IsNull) : YamlValue(Line)
{
    public override string Kind => IsNull ? "nothing" : $"'{Text}'";
}

/// <summary>A list.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Items">Its items.</param>
internal sealed record YamlList(int Line, IReadOnlyList<YamlValue> Items) : YamlValue(Line)
{
    public override string Kind => "a list";
}

/// <summary>A mapping; a key that comes twice is there twice.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Entries">Its keys and values in the order of the file.</param>
internal sealed record YamlMap(int Line, IReadOnlyList<(YamlText Key, YamlValue Value)> Entries) : YamlValue(Line)
{
    public override string Kind => "a mapping";
}

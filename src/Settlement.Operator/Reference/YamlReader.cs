using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Settlement.Operator.Reference;

/// <summary>
/// Reads one YAML document into values that know their lines. Text stays text, so no number passes through binary floating point;
/// repeated keys stay visible, so that they can be reported beside everything else.
/// </summary>
internal sealed class YamlReader
{
    private readonly Parser _parser;

    private YamlReader(TextReader text) => _parser = new Parser(text);

    /// <summary>Reads the document.</summary>
    /// <returns>Its content; null when it is empty.</returns>
    /// <exception cref="YamlException">It is not YAML, or uses what reference files do without: anchors, tags, several documents.</exception>
    public static YamlValue? Read(TextReader text)
    {
        var reader = new YamlReader(text);
        reader._parser.Consume<StreamStart>();
        if (reader._parser.Accept<StreamEnd>(out _))
            return null;
        reader._parser.Consume<DocumentStart>();
        var content = reader.Value();
        reader._parser.Consume<DocumentEnd>();
        if (reader._parser.Accept<DocumentStart>(out var second))
            throw new YamlException(second.Start, second.End, "a second document begins here; a reference file has one");
        return content;
    }

    private YamlValue Value()
    {
        if (_parser.Accept<AnchorAlias>(out var alias))
            throw new YamlException(alias.Start, alias.End, "anchors and aliases are not supported; write the value out");
        if (_parser.TryConsume<Scalar>(out var scalar))
            return Text(scalar);
        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            Plain(sequence);
            List<YamlValue> items = [];
            while (!_parser.TryConsume<SequenceEnd>(out _))
                items.Add(Value());
            return new YamlList(Line(sequence), items);
        }

        var mapping = _parser.Consume<MappingStart>();
        Plain(mapping);
        List<(YamlText, YamlValue)> entries = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.Accept<Scalar>(out _) ? Text(_parser.Consume<Scalar>()) : throw NotAKey(_parser.Current!);
            entries.Add((key, Value()));
        }

        return new YamlMap(Line(mapping), entries);
    }

    private static YamlText Text(Scalar scalar)
    {
        Plain(scalar);
        return new YamlText(Line(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null");
    }

    private static void Plain(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            throw new YamlException(node.Start, node.End, "anchors and aliases are not supported; write the value out");
        if (!node.Tag.IsEmpty)
            throw new YamlException(node.Start, node.End, $"tag '{node.Tag}' is not supported; leave it out");
    }

    private static YamlException NotAKey(ParsingEvent found) => new(found.Start, found.End, "a key must be a single word");

    private static int Line(ParsingEvent found) => (int)found.Start.Line;
}

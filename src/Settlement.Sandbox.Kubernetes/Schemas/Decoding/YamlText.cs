using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>Reads the first document of a YAML text as the JSON it stands for: scalars of YAML 1.1, anchors, merge keys; members sorted, as conversion to JSON leaves them.</summary>
internal sealed class YamlText
{
    /// <summary>How many values aliases may stand for together. More is an attempt to blow up the server.</summary>
    private const int MaxAliased = 100_000;

    private readonly Parser _parser;
    private readonly StrictErrors? _strict;
    private readonly Dictionary<AnchorName, (RawJson Value, int Size)> _anchors = [];
    private int _aliased;
    private int _read;
    private int _depth;

    private YamlText(string text, StrictErrors? strict)
    {
        _parser = new Parser(new StringReader(text));
        _strict = strict;
    }

    /// <exception cref="JsonSyntaxException">It is no YAML, or no JSON can stand for it.</exception>
    public static RawJson Read(string text, StrictErrors? strict)
    {
        try
        {
            var reader = new YamlText(text, strict);
            reader._parser.Consume<StreamStart>();
            if (!reader._parser.TryConsume<DocumentStart>(out _))
            {
                return RawJson.Null;
            }

            var value = reader.Value();
            return reader._parser.Accept<DocumentEnd>(out _) ? value : throw new JsonSyntaxException("yaml: the document does not end");
        }
        catch (AnchorNotFoundException wrong)
        {
            var name = wrong.Message.Split('\'') is { Length: > 1 } parts ? parts[1] : wrong.Message;
            throw new JsonSyntaxException($"yaml: unknown anchor '{name}' referenced");
        }
        catch (YamlException wrong)
        {
            // The reader says first what it was doing.
            var words = wrong.Message.Length == 0 ? "malformed" : char.ToLowerInvariant(wrong.Message[0]) + wrong.Message[1..].TrimEnd('.');
            words = words.StartsWith("while ", StringComparison.Ordinal) ? words[(words.IndexOf(", ", StringComparison.Ordinal) + 2)..] : words;

            // The API machinery's parser counts lines from zero where a value is missing.
            var line = words == "did not find expected node content" ? Math.Max(1, wrong.Start.Line - 1) : wrong.Start.Line;
            throw new JsonSyntaxException(string.Create(CultureInfo.InvariantCulture, $"yaml: line {line}: {words}"));
        }
        catch (Exception wrong) when (wrong is ArgumentException or OverflowException or FormatException or InvalidOperationException)
        {
            // The scanner lets these out at escapes of half a character, at numbers beyond its own, and at lists that do not end.
            throw new JsonSyntaxException("yaml: found a character, a number or a list that cannot be");
        }
    }

    private RawJson Value()
    {
        if (++_depth > JsonText.MaxDepth)
        {
            throw new JsonSyntaxException("yaml: exceeded max depth");
        }

        var before = _read++;
        RawJson value;
        var anchor = AnchorName.Empty;
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            anchor = scalar.Anchor;
            value = YamlScalars.Resolve(scalar);
        }
        else if (_parser.TryConsume<SequenceStart>(out var list))
        {
            anchor = list.Anchor;
            var items = new List<RawJson>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Value());
            }

            value = new RawJson { Kind = RawKind.Array, Items = items };
        }
        else if (_parser.TryConsume<MappingStart>(out var map))
        {
            anchor = map.Anchor;
            value = Mapping();
        }
        else
        {
            value = Alias(_parser.Consume<AnchorAlias>());
        }

        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = (value, _read - before);
        }

        _depth--;
        return value;
    }

    private RawJson Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var anchor))
        {
            throw new JsonSyntaxException($"yaml: unknown anchor '{alias.Value}' referenced");
        }

        _aliased += anchor.Size;
        _read += anchor.Size;
        return _aliased > MaxAliased ? throw new JsonSyntaxException("yaml: document contains excessive aliasing") : anchor.Value;
    }

    private RawJson Mapping()
    {
        var members = new SortedDictionary<string, RawJson>(StringComparer.Ordinal);
        var merged = new List<RawJson>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var line = _parser.Current!.Start.Line;
            var plainMerge = _parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain, Tag.IsEmpty: true };
            var key = Value();
            var name = plainMerge ? "<<" : Key(key);
            var value = Value();
            if (plainMerge)
            {
                merged.AddRange(value.Kind == RawKind.Array ? value.Items : [value]);
                continue;
            }

            if (!members.TryAdd(name, value))
            {
                _strict?.DuplicateKey((int)line, key.Kind == RawKind.String ? $"\"{name}\"" : name);
                members[name] = value;
            }
        }

        foreach (var source in merged)
        {
            if (source.Kind != RawKind.Object)
            {
                throw new JsonSyntaxException("yaml: map merge requires map or sequence of maps as the value");
            }

            source.Members.ForEach(m => members.TryAdd(m.Name, m.Value));
        }

        return new RawJson { Kind = RawKind.Object, Members = [.. members.Select(m => (m.Key, m.Value))] };
    }

    private static string Key(RawJson key) => key.Kind switch
    {
        RawKind.String or RawKind.Bool or RawKind.Number => key.Text,
        RawKind.Null => throw new JsonSyntaxException("unsupported map key of type: %!s(<nil>), key: <nil>"),
        _ => throw new JsonSyntaxException($"yaml: invalid map key: {key.KindName}"),
    };
}

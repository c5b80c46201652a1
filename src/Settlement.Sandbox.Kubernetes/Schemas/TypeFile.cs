using System.Globalization;

namespace Settlement.Sandbox.Kubernetes.Schemas;

/// <summary>A package of types in the file.</summary>
/// <param name="Short">Its name in references from other packages, such as <c>core</c>.</param>
/// <param name="Prefix">What its types' full names begin with, such as <c>io.k8s.api.core.v1</c>.</param>
/// <param name="Group">Group of its kinds; null if they belong to every group.</param>
/// <param name="Version">Version of its kinds.</param>
internal sealed record TypePackage(string Short, string Prefix, string? Group, string Version)
{
    /// <summary>Named strings and lists: the type behind the name, and the values of an enum.</summary>
    public Dictionary<string, (string Type, string[] Values)> Aliases { get; } = new(StringComparer.Ordinal);
}

/// <summary>The file of built-in types, cut into lines; the lines of a type are read when it is asked for.</summary>
internal sealed class TypeFile
{
    private readonly string[] _lines;
    private readonly OrderedDictionary<string, (TypePackage Package, int Line)> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypePackage> _packages = new(StringComparer.Ordinal);

    private TypeFile(string[] lines)
    {
        _lines = lines;
        TypePackage? package = null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 || lines[i][0] is '#' or ' ')
            {
                continue;
            }

            var words = lines[i].Split(' ');
            switch (words[0])
            {
                case "package":
                    package = new TypePackage(words[1], words[2], Option(words, "group="), Option(words, "version=") ?? "v1");
                    _packages.Add(words[1], package);
                    break;
                case "names":
                    Array.ForEach(words[1..], name => package!.Aliases.Add(name, ("string", [])));
                    break;
                case "enum":
                    package!.Aliases.Add(words[1], ("string", [.. words[2..].Select(w => w == "\"\"" ? "" : w)]));
                    break;
                case "alias":
                    package!.Aliases.Add(words[1], (words[2], []));
                    break;
                default:
                    _types.Add($"{package!.Prefix}.{words[0]}", (package, i));
                    break;
            }
        }
    }

    public IReadOnlyCollection<string> Names => _types.Keys;

    public IEnumerable<(string Group, string Version, string Kind, string TypeName)> Kinds =>
        from type in _types
        where type.Value.Package.Group is not null && Head(type.Value.Line).Contains("TypeMeta")
        select (type.Value.Package.Group!, type.Value.Package.Version, Head(type.Value.Line)[0], type.Key);

    /// <summary>The groups and versions that have kinds.</summary>
    public IEnumerable<(string Group, string Version)> Groups => _packages.Values.Where(p => p.Group is not null).Select(p => (p.Group!, p.Version));

    public static TypeFile Load()
    {
        using var stream = typeof(TypeFile).Assembly.GetManifestResourceStream("built-in-types.txt")
            ?? throw new InvalidOperationException("the assembly lacks its resource built-in-types.txt: build it anew");
        using var reader = new StreamReader(stream);
        return new TypeFile(reader.ReadToEnd().Split('\n'));
    }

    public TypePackage Package(string shortName) => _packages[shortName];

    /// <summary>The full name of a kind's type, or null.</summary>
    public string? Find(string group, string version, string kind)
    {
        foreach (var package in _packages.Values)
        {
            if ((package.Group ?? group) == group && package.Version == version
                && _types.TryGetValue($"{package.Prefix}.{kind}", out var type) && Head(type.Line).Contains("TypeMeta"))
            {
                return $"{package.Prefix}.{kind}";
            }
        }

        return kind is "Status" or "DeleteOptions" ? BuiltInSchemas.Meta + kind : null;
    }

    /// <summary>The package, the words of the first line and the words of each field of a type.</summary>
    public (TypePackage Package, string[] Head, IEnumerable<string[]> Fields) Read(string name)
    {
        if (!_types.TryGetValue(name, out var type))
        {
            throw new KeyNotFoundException(string.Create(CultureInfo.InvariantCulture, $"no type {name} among the {_types.Count} of built-in-types.txt"));
        }

        return (type.Package, Head(type.Line), _lines.Skip(type.Line + 1).TakeWhile(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => l.TrimStart().Split(' ')));
    }

    private string[] Head(int line) => _lines[line].Split(' ');

    private static string? Option(string[] words, string name) =>
        words.FirstOrDefault(w => w.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}

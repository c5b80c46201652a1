using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Settlement.Sandbox.Services;

/// <summary>One object of a manifest file.</summary>
/// <param name="ApiVersion">For example <c>apps/v1</c>.</param>
/// <param name="Kind">For example <c>Deployment</c>.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Namespace">Its namespace; null where the manifest names none.</param>
/// <param name="Yaml">The object as it is written.</param>
/// <param name="Images">Images that its containers ask for.</param>
internal sealed partial record Manifest(string ApiVersion, string Kind, string Name, string? Namespace, string Yaml, IReadOnlyList<string> Images)
{
    /// <summary>Reads all objects of a file, in its order.</summary>
    /// <exception cref="SandboxException">The file cannot be read, or a document is no Kubernetes object.</exception>
    public static async Task<IReadOnlyList<Manifest>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new SandboxException($"The manifest {file} is absent.");
        return Parse(await File.ReadAllTextAsync(file, cancellationToken), file);
    }

    /// <summary>Reads all objects of a text.</summary>
    /// <param name="yaml">Documents, separated by lines of three dashes.</param>
    /// <param name="source">What the text is, for messages.</param>
    public static IReadOnlyList<Manifest> Parse(string yaml, string source) =>
        [.. Separator().Split(yaml).Select(document => One(document, source)).OfType<Manifest>()];

    /// <summary>The same workload with one replica, and with more variables in each of its containers.</summary>
    public Manifest Alone(IReadOnlyDictionary<string, string> variables)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Yaml));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        ((YamlMappingNode)root["spec"]).Children["replicas"] = "1";
        foreach (var environment in root.AllNodes.OfType<YamlMappingNode>().Select(static node => node.Children.TryGetValue("env", out var env) ? env : null).OfType<YamlSequenceNode>().ToList())
        {
            foreach (var (name, value) in variables)
                environment.Add(new YamlMappingNode { { "name", name }, { "value", new YamlScalarNode(value) { Style = ScalarStyle.DoubleQuoted } } });
        }

        using var text = new StringWriter();
        stream.Save(text, assignAnchors: false);
        return this with { Yaml = text.ToString().Replace("...", "", StringComparison.Ordinal) };
    }

    private static Manifest? One(string yaml, string source)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException malformed)
        {
            throw new SandboxException($"{source} is no YAML: {malformed.Message}", malformed);
        }
        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            return null;
        var metadata = root.Children.TryGetValue("metadata", out var node) ? node as YamlMappingNode : null;
        return Text(root, "apiVersion") is { } version && Text(root, "kind") is { } kind && Text(metadata, "name") is { } name
            ? new Manifest(version, kind, name, Text(metadata, "namespace"), yaml, [.. ImagesOf(root).Distinct()])
            : throw new SandboxException($"{source}: a document has no apiVersion, kind or metadata.name.");
    }

    private static string? Text(YamlMappingNode? node, string key) =>
        node is not null && node.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;

    private static IEnumerable<string> ImagesOf(YamlMappingNode root) =>
        root.AllNodes
            .OfType<YamlMappingNode>()
            .Where(node => Text(node, "name") is not null)
            .Select(node => Text(node, "image"))
            .OfType<string>();

    [GeneratedRegex(@"^---[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Separator();
}

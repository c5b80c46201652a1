using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>The words that a container's image, command and args come to on this machine.</summary>
internal static class CommandLine
{
    public static IReadOnlyList<string> Of(SandboxImage image, V1Container container, IReadOnlyDictionary<string, string> environment)
    {
        var command = (container.Command ?? []).Select(word => VariableExpansion.Expand(word, environment)).ToList();
        var arguments = (container.Args ?? []).Select(word => VariableExpansion.Expand(word, environment));
        return [.. command.Count == 0 ? image.Entrypoint : Translate(image, command), .. arguments];
    }

    private static IEnumerable<string> Translate(SandboxImage image, List<string> command) =>
        image.Executables?.TryGetValue(Path.GetFileName(command[0]), out var words) == true ? words.Concat(command.Skip(1)) : command;
}

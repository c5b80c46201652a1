namespace Settlement.Sandbox.Cluster;

/// <summary>
/// What an image name stands for on this machine: the sandbox runs programs, it pulls nothing.
/// </summary>
/// <param name="Entrypoint">
/// The command (absolute path first) that runs where a container gives no <c>command</c>; the container's <c>args</c> follow it.
/// </param>
/// <param name="Executables">
/// Programs that a container's <c>command</c> may name as if it were inside the image, by their name without a folder, each with the words to run
/// here instead of it. A command whose first word is not among them is run as it is, from this machine.
/// </param>
public sealed record SandboxImage(IReadOnlyList<string> Entrypoint, IReadOnlyDictionary<string, IReadOnlyList<string>>? Executables = null);

namespace Settlement.Sandbox.Services;

/// <summary>Where the sandbox finds the rest of the project: it runs from a clone, beside what was built with it.</summary>
internal sealed class ProjectLayout
{
    private const string ExecutableVariable = "SETTLEMENT_EXECUTABLE";
    private const string Marker = "Settlement.sln";

    private ProjectLayout(string root, string executable)
    {
        Root = root;
        Executable = executable;
    }

    /// <summary>The clone's root.</summary>
    public string Root { get; }

    /// <summary>The product's executable, <c>settlement</c>; built in the same configuration as the sandbox.</summary>
    public string Executable { get; }

    /// <summary>Tools that are fetched for the project.</summary>
    public string Tools => Path.Combine(Root, ".tools");

    /// <summary>Manifests of the product.</summary>
    public string Deploy => Path.Combine(Root, "deploy");

    /// <summary>State directory where none is named.</summary>
    public string State => Path.Combine(Root, "artifacts", "sandbox");

    /// <summary>Finds the clone above the running program.</summary>
    /// <exception cref="SandboxException">It does not run from a clone, or the product is not built.</exception>
    public static ProjectLayout Find()
    {
        var program = new DirectoryInfo(AppContext.BaseDirectory);
        var root = program;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, Marker)))
            root = root.Parent;
        if (root is null)
            throw new SandboxException($"The sandbox runs from a clone of the project, and there is no {Marker} above {AppContext.BaseDirectory}.");
        // bin/<configuration>/<framework> is the same for all projects.
        var output = Path.Combine("bin", program.Parent!.Name, program.Name);
        var executable = Environment.GetEnvironmentVariable(ExecutableVariable) is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.Combine(root.FullName, "src", "Settlement.Operator", output, "settlement");
        return new ProjectLayout(root.FullName, executable);
    }

    /// <summary>The executable, checked to be there.</summary>
    public string RequireExecutable() =>
        HelperProgram.IsExecutable(Executable)
            ? Executable
            : throw new SandboxException($"The product is not built: {Executable} is absent. Run 'dotnet build', or set {ExecutableVariable}.");
}

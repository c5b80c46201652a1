namespace Settlement.Sandbox.Tests.Support;

/// <summary>
/// Sets variables of this process and puts them back. There is one environment, which other tests read too: so tests that use this are in a collection
/// that runs alone.
/// </summary>
internal sealed class EnvironmentVariables : IDisposable
{
    public const string Collection = "Environment variables";

    private readonly Dictionary<string, string?> _before = [];

    public EnvironmentVariables With(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
            Environment.SetEnvironmentVariable(name, value);
    }
}

[CollectionDefinition(EnvironmentVariables.Collection, DisableParallelization = true)]
public sealed class EnvironmentVariablesCollection;

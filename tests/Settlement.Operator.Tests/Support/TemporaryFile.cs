namespace Settlement.Operator.Tests.Support;

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("settlement-test-").FullName;

    public TemporaryFile(string content)
    {
        Path = System.IO.Path.Combine(_directory, "file");
        File.WriteAllText(Path, content);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}

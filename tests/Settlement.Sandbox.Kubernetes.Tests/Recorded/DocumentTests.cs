namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>What the documentation says of the recordings.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void The_document_names_the_differences_that_the_replay_knows()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "kubernetes-sandbox.md"));

        Assert.Contains($"<!-- recorded -->\n{Differences.Table()}<!-- /recorded -->", document, StringComparison.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "architecture.md")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"no repository above {AppContext.BaseDirectory}");
        }

        return folder.FullName;
    }
}

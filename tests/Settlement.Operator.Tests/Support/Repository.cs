namespace Settlement.Operator.Tests.Support;

/// <summary>Files of the repository that the tests run in.</summary>
internal static class Repository
{
    public static string File(params string[] parts)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(directory.FullName, "Settlement.sln")))
            directory = directory.Parent!;
        return Path.Combine([directory.FullName, .. parts]);
    }
}

using System.IO.Compression;

namespace Settlement.Sandbox.Tape;

/// <summary>Files of tapes that travel with the program.</summary>
internal static class TapeResource
{
    /// <summary>A text.</summary>
    internal static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    /// <summary>The lines of all files in an archive, with the file's name.</summary>
    internal static IEnumerable<(string File, string Line)> Lines(string archive)
    {
        using var zip = new ZipArchive(Open(archive));
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            while (reader.ReadLine() is { } line)
                yield return (entry.Name, line);
        }
    }

    private static Stream Open(string name) =>
        typeof(TapeResource).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The resource {name} is not in this build.");
}

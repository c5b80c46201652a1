using System.Text.Json;
using Settlement.Operator.Command;
using Settlement.Operator.Compute.Result;

namespace Settlement.Operator.Statements;

/// <summary>Writes statements as files into a new folder, all or nothing.</summary>
internal static class StatementFolder
{
    /// <summary>Writes <c>PARTICIPANT.json</c> and <c>PARTICIPANT.csv</c> for each statement.</summary>
    /// <exception cref="UsageException">The folder is there already, or cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<ParticipantStatement> statements)
    {
        if (Path.Exists(folder))
            throw new UsageException($"--out: {folder} is there already; name a new folder, so that no statement of another day is left in it.");
        var unfinished = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))}.{Environment.ProcessId}.unfinished";
        try
        {
            Directory.CreateDirectory(unfinished);
            foreach (var statement in statements)
                Write(unfinished, statement);
            Directory.Move(unfinished, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out: {folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
        }
    }

    private static void Write(string folder, ParticipantStatement statement)
    {
        // A participant may be called '..', or have characters that mean something to a shell.
        var file = Path.Combine(folder, Uri.EscapeDataString(statement.Participant));
        using (var json = File.Create(file + ".json"))
            JsonSerializer.Serialize(json, statement, ResultJson.Options);
        using var csv = new StreamWriter(file + ".csv");
        StatementCsv.Write(csv, statement);
    }
}

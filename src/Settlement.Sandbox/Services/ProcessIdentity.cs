using System.Globalization;
using System.Text.Json.Serialization;

namespace Settlement.Sandbox.Services;

/// <summary>
/// One process of this machine, told apart from a later one that happens to get the same number: by the boot it
/// belongs to and by its start time. So a leftover of a killed sandbox can be ended without harming a stranger.
/// </summary>
/// <param name="Name">What it is to the sandbox, for example <c>postgres</c>.</param>
/// <param name="Pid">Process number, which is its process group's number too.</param>
/// <param name="StartTicks">Start time in clock ticks since the boot.</param>
/// <param name="BootId">The boot it was started in.</param>
public sealed record ProcessIdentity(string Name, int Pid, long StartTicks, string BootId)
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>Whether this very process still runs; one that has ended but was not yet waited for does not.</summary>
    [JsonIgnore]
    public bool IsAlive => Read(Name, Pid) == this;

    /// <summary>The identity of a running process.</summary>
    /// <param name="name">What it is to the sandbox.</param>
    /// <param name="pid">Its number.</param>
    /// <returns>Null where no such process runs.</returns>
    public static ProcessIdentity? Read(string name, int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        // The second field is the program's name in brackets and may itself hold spaces and brackets.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var state = fields[0];
        return state is "Z" or "X"
            ? null
            : new ProcessIdentity(name, pid, long.Parse(fields[19], CultureInfo.InvariantCulture), File.ReadAllText(BootIdFile).Trim());
    }
}

using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>One small file per running container, so that the next sandbox on this folder can stop what a killed one left behind.</summary>
internal sealed class ProcessRecords
{
    private readonly string _folder;

    public ProcessRecords(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    public void Add(int pid) => File.WriteAllText(PathOf(pid), HostProcesses.StartTicks(pid) ?? "");

    public void Remove(int pid) => File.Delete(PathOf(pid));

    public async Task EndLeftoversAsync(TimeProvider time, ILogger log)
    {
        foreach (var file in Directory.EnumerateFiles(_folder).ToList())
        {
            if (int.TryParse(Path.GetFileName(file), CultureInfo.InvariantCulture, out var pid)
                && HostProcesses.StartTicks(pid) is { } ticks
                && ticks == await File.ReadAllTextAsync(file))
            {
                await HostProcesses.EndGroupAsync(pid, time);
                log.LeftoverKilled(pid);
            }

            File.Delete(file);
        }
    }

    private string PathOf(int pid) => Path.Combine(_folder, pid.ToString(CultureInfo.InvariantCulture));
}

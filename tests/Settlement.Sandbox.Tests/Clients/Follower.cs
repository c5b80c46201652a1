using System.Diagnostics;
using System.Text;

namespace Settlement.Sandbox.Tests.Clients;

/// <summary>A program that goes on telling, such as a watch or a followed log; killed when it is disposed of.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private static readonly TimeSpan LinePatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _seen = new();

    private Follower(Process process) => _process = process;

    public static Follower Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Follower(Process.Start(start)!);
    }

    /// <summary>Reads on to the next line that is meant.</summary>
    public async Task<string> LineAsync(string what, Func<string, bool> isMeant)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(LinePatience);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                _seen.AppendLine(line);
                if (isMeant(line))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"Waited {LinePatience.TotalSeconds} s in vain for {what}; seen:\n{_seen}");
        }

        Assert.Fail($"The program ended before {what}; seen:\n{_seen}");
        return "";
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

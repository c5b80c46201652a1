using System.Text;
using Settlement.Sandbox.Cluster.Kubelet;

namespace Settlement.Sandbox.Tests.Cluster;

public sealed class ContainerLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settlement-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rotated_log_keeps_its_last_two_files_and_a_following_reader_misses_nothing()
    {
        using var log = new ContainerLog(Path.Combine(_folder, "0.log"), limit: 100);
        using var followed = new MemoryStream();
        log.Append(Line(0));
        var following = LogReader.CopyAsync(log, new LogRequest(true, false, false, null, null, null), followed, TestContext.Current.CancellationToken);
        for (var number = 1; number < 10; number++)
        {
            log.Append(Line(number));
            var seen = number + 1;
            await TestNamespace.UntilAsync("the reader", () => Task.FromResult(Encoding.ASCII.GetString(followed.ToArray()).Count(letter => letter == '\n')), count => count == seen);
        }

        log.Complete();
        await following;

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"line {number}"), Encoding.ASCII.GetString(followed.ToArray()).TrimEnd().Split('\n'));
        Assert.True(log.Rotations > 1);
        using var rest = new MemoryStream();
        await LogReader.CopyAsync(log, new LogRequest(false, false, false, null, null, null), rest, TestContext.Current.CancellationToken);
        var kept = Encoding.ASCII.GetString(rest.ToArray()).TrimEnd().Split('\n');
        Assert.Equal("line 9", kept[^1]);
        Assert.InRange(kept.Length, 2, 6);
    }

    [Fact]
    public async Task Lines_from_before_the_wanted_time_are_left_out()
    {
        using var log = new ContainerLog(Path.Combine(_folder, "0.log"), limit: 10_000);
        log.Append([.. Line(1), .. Line(2), .. Line(3)]);
        using var read = new MemoryStream();

        await LogReader.CopyAsync(log, new LogRequest(false, false, false, null, new DateTimeOffset(2013, 10, 8, 21, 15, 2, TimeSpan.Zero), null), read, TestContext.Current.CancellationToken);

        Assert.Equal("line 2\nline 3\n", Encoding.ASCII.GetString(read.ToArray()));
    }

    private static byte[] Line(int number) => Encoding.ASCII.GetBytes($"2013-10-08T21:15:0{number}.0000000Z line {number}\n");
}

using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Ports;
using Settlement.Operator.Settler;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Settler;

public sealed class CrashPointFileTests
{
    [Theory]
    [InlineData("Lunch=Kill", "line 1: 'Lunch' is no crash point; there are BarrierDrawn, Drained, BeforeLedgerCommit")]
    [InlineData("3=Kill", "line 1: '3' is no crash point")]
    [InlineData("\nDrained=Explode", "'Drained=Explode' must be Drained=Kill or Drained=Pause")]
    [InlineData("Drained", "'Drained' must be Drained=Kill or Drained=Pause")]
    public void A_line_that_is_not_understood_is_an_error_at_the_next_point(string content, string message)
    {
        using var file = new TemporaryFile(content);
        var points = new CrashPointFile(file.Path, _ => Assert.Fail("nothing is armed"), NullLogger.Instance);

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => points.Reach(CrashPoint.BarrierDrawn)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_removed_before_it_acts_and_so_acts_once()
    {
        using var file = new TemporaryFile("BarrierDrawn=Pause\nDrained=Kill\nDrained=Pause\n");
        List<(CrashAction Action, string Left)> acts = [];
        var points = new CrashPointFile(file.Path, action => acts.Add((action, File.ReadAllText(file.Path))), NullLogger.Instance);

        points.Reach(CrashPoint.BeforeStatus);
        Assert.Empty(acts);

        points.Reach(CrashPoint.Drained);
        points.Reach(CrashPoint.Drained);
        points.Reach(CrashPoint.Drained);

        Assert.Equal([(CrashAction.Kill, "BarrierDrawn=Pause\nDrained=Pause\n"), (CrashAction.Pause, "BarrierDrawn=Pause\n")], acts);
    }

    [Fact]
    public void A_point_can_be_armed_at_any_time()
    {
        using var file = new TemporaryFile("");
        List<CrashAction> acts = [];
        var points = new CrashPointFile(file.Path, acts.Add, NullLogger.Instance);

        File.Delete(file.Path);
        points.Reach(CrashPoint.Drained);
        File.WriteAllText(file.Path, "Drained=Kill");
        points.Reach(CrashPoint.Drained);

        Assert.Equal([CrashAction.Kill], acts);
    }
}

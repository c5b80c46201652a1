using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

public sealed class LineDiffTests
{
    [Fact]
    public void A_change_is_shown_with_three_lines_around_it()
    {
        var diff = LineDiff.Of(Numbers(0, 10), Numbers(0, 10, changed: 5));

        Assert.Equal("@@ -4,7 +4,7 @@\n  2,\n  3,\n  4,\n- 5,\n+ -1,\n  6,\n  7,\n  8,\n", diff);
    }

    [Fact]
    public void Changes_far_apart_are_shown_apart()
    {
        var from = Numbers(0, 30);
        var to = Numbers(0, 30, changed: 3);
        to[25] = -2L;

        Assert.Equal(2, LineDiff.Of(from, to).Split("@@ -").Length - 1);
    }

    [Fact]
    public void Nothing_is_shown_where_nothing_changed()
    {
        Assert.Equal("", LineDiff.Of(Numbers(0, 9), Numbers(0, 9)));
    }

    [Fact]
    public void Very_long_differences_are_shown_without_being_worked_out()
    {
        var diff = LineDiff.Of(Numbers(0, 20_000), Numbers(20_000, 40_000));

        Assert.StartsWith("@@ -1,20002 +1,20002 @@\n", diff, StringComparison.Ordinal);
    }

    private static JsonArray Numbers(int from, int to, int changed = -1) => new([.. Enumerable.Range(from, to - from).Select(n => (JsonNode)(n == changed ? -1L : n))]);
}

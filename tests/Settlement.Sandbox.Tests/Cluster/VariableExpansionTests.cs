using Settlement.Sandbox.Cluster.Kubelet;

namespace Settlement.Sandbox.Tests.Cluster;

public sealed class VariableExpansionTests
{
    [Theory]
    [InlineData("$(A)", "1")]
    [InlineData("x$(A)y$(B)z", "x1y$(A)z")]
    [InlineData("$(UNKNOWN)", "$(UNKNOWN)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$A ${A} $", "$A ${A} $")]
    [InlineData("$(A", "$(A")]
    public void References_are_expanded_once_and_everything_else_stays(string text, string expected) =>
        Assert.Equal(expected, VariableExpansion.Expand(text, new Dictionary<string, string> { ["A"] = "1", ["B"] = "$(A)" }));
}

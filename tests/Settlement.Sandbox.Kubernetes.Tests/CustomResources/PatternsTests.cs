using System.Diagnostics;
using Settlement.Sandbox.Kubernetes.CustomResources;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

public sealed class PatternsTests
{
    [Theory]
    [InlineData("(", "missing closing ): `(`")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("(a{100}){100}", "invalid repeat count: `{100}`")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [InlineData(@"\p{Foo}", @"invalid character class range: `\p{Foo}`")]
    [InlineData("*", "missing argument to repetition operator: `*`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData(@"\1", @"invalid escape sequence: `\1`")]
    [InlineData(@"a\Z", @"invalid escape sequence: `\Z`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    public void What_the_machinery_cannot_compile_is_refused(string pattern, string why) => Assert.Equal(why, Assert.Throws<ArgumentException>(() => Patterns.Compile(pattern)).Message);

    [Theory]
    [InlineData("^a$", "a\n", false)]
    [InlineData("(?m)^a$", "b\na\n", true)]
    [InlineData(@"^\d+$", "٣", false)]
    [InlineData(@"^[\d\s]+$", "1 2", true)]
    [InlineData(@"^\W$", "é", true)]
    [InlineData("^[[:alpha:]_]+$", "ab_", true)]
    [InlineData("^(?P<name>x)y$", "xy", true)]
    [InlineData(@"^\Qa.b\E$", "a.b", true)]
    [InlineData(@"^\Qa.b\E$", "axb", false)]
    [InlineData(@"^\pL+$", "äB", true)]
    [InlineData(@"^\x{e4}$", "ä", true)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[^]a]+$", "]", false)]
    [InlineData("^[[a]+$", "[a", true)]
    [InlineData("ExactlyOnce", "xExactlyOncex", true)]
    public void Match_means_what_it_means_to_the_machinery(string pattern, string value, bool matches) => Assert.Equal(matches, Patterns.Matches(Patterns.Compile(pattern), value));

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(a*)*b$")]
    [InlineData("^([a-z]{1,30}){1,30}$")]
    public void Hostile_pattern_costs_no_more_than_a_moment(string pattern)
    {
        var watch = Stopwatch.StartNew();

        Patterns.Matches(Patterns.Compile(pattern), new string('a', 20_000) + "!");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }
}

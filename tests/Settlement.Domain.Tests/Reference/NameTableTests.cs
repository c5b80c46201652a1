using System.Text;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Tests.Reference;

public sealed class NameTableTests
{
    [Fact]
    public void Names_that_differ_only_where_they_leave_their_slot_are_told_apart()
    {
        string[] names = ["P", "P1", "PARTICIPANT/ACCO", "PARTICIPANT/ACCOU", "PARTICIPANT/ACCOUNT-1", "PARTICIPANT/ACCOUNT-2", new string('Z', 129)];
        var table = new NameTable(names);
        Assert.Equal(Enumerable.Range(0, names.Length), names.Select(n => Find(table, n)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P1")]
    [InlineData("P\0")]
    [InlineData("\0P")]
    [InlineData("PARTICIPANT/ACCOUNT-3")]
    [InlineData("PARTICIPANT/ACCO\0")]
    public void What_is_not_there_is_not_found(string name) => Assert.Equal(-1, Find(new NameTable(["P", "PARTICIPANT/ACCO", "PARTICIPANT/ACCOUNT-1"]), name));

    [Fact]
    public void A_table_without_names_finds_nothing() => Assert.Equal(-1, Find(new NameTable([]), "P"));

    [Theory]
    [InlineData("P")]
    [InlineData("A-PARTICIPANT-WITH-A-LONG-NAME-")]
    public void Every_one_of_many_names_has_its_index(string start)
    {
        string[] names = [.. Enumerable.Range(0, 50_000).Select(i => FormattableString.Invariant($"{start}{i / 100:0000}/A{i % 100}"))];
        var table = new NameTable(names);
        Assert.All(Enumerable.Range(0, names.Length), i => Assert.Equal(i, Find(table, names[i])));
        Assert.Equal(-1, Find(table, start + "0500/A0"));
    }

    private static int Find(NameTable table, string name) => table.TryFind(Encoding.ASCII.GetBytes(name), out var index) ? index : -1;
}

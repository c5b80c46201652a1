using Settlement.Sandbox.Demo;
using Settlement.Sandbox.Demo.Report;

namespace Settlement.Sandbox.Tests.Demo;

public sealed class ExpectationTests
{
    [Fact]
    public void Second_marker_is_a_failure() =>
        Assert.Equal(["markers on the runs topic"], Facts.Broken(Facts.Good() with { Topics = new TopicFacts([Facts.Digest, Facts.Digest], 1, 3, 2, 4) }));

    [Fact]
    public void Absent_marker_is_a_failure() =>
        Assert.Equal(["markers on the runs topic", "digest of the marker"], Facts.Broken(Facts.Good() with { Topics = new TopicFacts([], 1, 3, 2, 4) }));

    [Fact]
    public void Other_digest_on_Kafka_is_a_failure() =>
        Assert.Equal(["digest of the marker"], Facts.Broken(Facts.Good() with { Topics = new TopicFacts(["other"], 1, 3, 2, 4) }));

    [Fact]
    public void Absent_resource_is_a_failure() =>
        Assert.Equal(["phase in the status", "digest in the status", "trades in the status"], Facts.Broken(Facts.Good() with { Shown = null }));

    [Fact]
    public void Lost_row_on_Kafka_is_a_failure() =>
        Assert.Equal(["positions on Kafka"], Facts.Broken(Facts.Good() with { Topics = new TopicFacts([Facts.Digest], 1, 2, 2, 4) }));

    [Fact]
    public void Counted_duplicate_is_a_failure() =>
        Assert.Equal(["trades in the ledger", "duplicates"], Ledger(static ledger => ledger with { TradeCount = 51_289, Duplicates = 199 }));

    [Fact]
    public void Refused_gate_is_a_failure() =>
        Assert.Equal(["gates"], Ledger(static ledger => ledger with { Gates = [new GateReport("ProfitZeroSum", false)] }));

    [Fact]
    public void Run_without_gates_is_a_failure() =>
        Assert.Equal(["gates"], Ledger(static ledger => ledger with { Gates = [] }));

    [Fact]
    public void Unbalanced_books_are_a_failure() => Assert.Equal(
        ["journal's debits less credits", "profits and losses of all accounts together"],
        Ledger(static ledger => ledger with { JournalDifference = 0.1m, Accounts = [new AccountProfit("P1/A", "USD", 0.1m)] }));

    [Fact]
    public void Kill_of_another_pod_than_the_leader_is_no_takeover() => Assert.Equal(
        ["takeover"], Facts.Broken(Facts.Good() with { Kills = [Facts.Kill("comex-2013-10-08-settler-0", "uid-0")] }));

    [Fact]
    public void Run_that_nobody_took_over_is_a_failure() => Assert.Equal(
        ["epochs", "takeover"], Ledger(static ledger => ledger with { Epochs = [ledger.Epochs[0]] }));

    [Fact]
    public void Second_day_that_does_not_open_with_the_closing_of_the_first_is_a_failure() =>
        Assert.Contains(Expectation.Of(DemoDay.Second, Facts.Good()), static e => e is { What: "opening", Holds: false });

    [Fact]
    public void Failure_says_what_was_expected_and_what_was_found()
    {
        var facts = Facts.Good();
        var failed = Expectation.Of(DemoDay.First, facts with { StoredTrades = 7 }).Single(static e => !e.Holds);
        Assert.Equal("trades in the trade store: expected 51288, found 7", failed.ToString());
    }

    [Fact]
    public void Good_day_meets_all_expectations() => Assert.Empty(Facts.Broken(Facts.Good()));

    private static IReadOnlyList<string> Ledger(Func<LedgerFacts, LedgerFacts> change)
    {
        var facts = Facts.Good();
        return Facts.Broken(facts with { Ledger = change(facts.Ledger) });
    }
}

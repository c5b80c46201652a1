using Settlement.Operator.Command;
using Settlement.Operator.Settler;

namespace Settlement.Operator.Tests.Settler;

public sealed class SettlerEnvironmentTests
{
    private readonly Dictionary<string, string> _variables = new()
    {
        ["SETTLEMENT_RUN"] = "comex",
        ["POD_NAMESPACE"] = "trading",
        ["POD_NAME"] = "comex-settler-1",
        ["POD_UID"] = "u",
        ["SETTLEMENT_LEDGER"] = "Host=db",
    };

    [Fact]
    public void Everything_that_is_missing_is_told_at_once()
    {
        _variables.Clear();
        _variables["POD_NAME"] = "comex-settler";
        _variables["SETTLEMENT_LEASE_SECONDS"] = "soon";

        var problem = Assert.Throws<UsageException>(() => Read()).Message;

        foreach (var part in (string[])["SETTLEMENT_RUN is not set", "POD_NAMESPACE is not set", "POD_UID is not set", "SETTLEMENT_LEDGER is not set",
            "POD_NAME is 'comex-settler', which does not end with '-' and the pod's ordinal",
            "SETTLEMENT_LEASE_SECONDS is 'soon', it must be a number of seconds above 0 and at most 3600"])
            Assert.Contains(part, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Lease_times_that_contradict_each_other_are_refused()
    {
        _variables["SETTLEMENT_LEASE_SECONDS"] = "1";
        _variables["SETTLEMENT_LEASE_RENEW_SECONDS"] = "2";

        Assert.Contains("must be longer than RenewDeadline", Assert.Throws<UsageException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lease_times_are_those_for_production_unless_they_are_set()
    {
        Assert.Equal((15, 10, 2), Times(Read()));

        _variables["SETTLEMENT_LEASE_SECONDS"] = "1.5";
        Assert.Equal((1.5, 1, 0.2), Times(Read()));

        _variables["SETTLEMENT_LEASE_RENEW_SECONDS"] = "1.2";
        _variables["SETTLEMENT_LEASE_RETRY_SECONDS"] = "0.1";
        Assert.Equal((1.5, 1.2, 0.1), Times(Read()));
    }

    [Fact]
    public void What_is_optional_may_be_absent_or_empty()
    {
        _variables["SETTLEMENT_TRADE_STORE"] = "";

        var environment = Read();

        Assert.Equal((null, "", null, 1), (environment.TradeStore, environment.KafkaProperties, environment.CrashPoints, environment.Ordinal));
    }

    private SettlerEnvironment Read() => SettlerEnvironment.Read(name => _variables.GetValueOrDefault(name));

    private static (double Lease, double Renew, double Retry) Times(SettlerEnvironment environment) => (
        Math.Round(environment.Election.LeaseDuration.TotalSeconds, 3),
        Math.Round(environment.Election.RenewDeadline.TotalSeconds, 3),
        Math.Round(environment.Election.RetryPeriod.TotalSeconds, 3));
}

using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Kafka.Connection;
using Settlement.Kafka.Feed;
using Settlement.Kafka.Wire;
using Settlement.Operator.Compute;
using Settlement.Operator.Compute.Settled;
using Settlement.Postgres.Runs;
using Settlement.Postgres.Trades;
using CliCommand = System.CommandLine.Command;

namespace Settlement.Operator.Command;

/// <summary>The arguments that name a settled run, and where its trades are read again.</summary>
/// <param name="run">Trading day and revision, where other arguments of the same command have them too.</param>
internal sealed class SettledInput((Option<DateOnly?> Day, Option<int?> Revision)? run = null)
{
    private readonly DatabaseOption _ledger = DatabaseOption.Ledger();
    private readonly DatabaseOption _tradeStore = DatabaseOption.TradeStore();
    private readonly Option<TimeSpan?> _wait = DatabasePatience.Option();
    private readonly Option<string?> _market = new("--market") { HelpName = "MARKET", Description = "The market of a run in the ledger." };
    private readonly Option<DateOnly?> _day = run?.Day ?? DayInput.TradingDay("The run's trading day.", isRequired: false);
    private readonly Option<int?> _revision = run?.Revision ?? DayInput.Revision("Revision of the day; default: the latest that is settled.");
    private readonly Option<string?> _feed = new("--feed") { HelpName = "HOST:PORT", Description = "Brokers to read the trades again from, separated by commas; needs --topic." };
    private readonly Option<string?> _topic = new("--topic") { HelpName = "TOPIC", Description = "The trade topic." };
    private readonly Option<TradeFormat> _format = new("--feed-format") { Description = "Format of the trade topic: Json or Protobuf. Default Json." };
    private readonly Option<string[]> _properties = new("--feed-property") { HelpName = "NAME=VALUE", Description = "A librdkafka property, as for TLS or SASL; may be repeated." };

    /// <summary>Adds the options that name a run.</summary>
    public void AddRunTo(CliCommand command)
    {
        foreach (var option in (Option[])[_ledger.Option, _market, .. run is null ? (Option[])[_day, _revision] : [], _wait])
            command.Add(option);
    }

    /// <summary>Adds the options that say where its trades are.</summary>
    public void AddTradesTo(CliCommand command)
    {
        foreach (var option in (Option[])[_feed, _topic, _format, _properties, _tradeStore.Option])
            command.Add(option);
    }

    /// <summary>Reads the run.</summary>
    /// <exception cref="UsageException">No ledger is given, or it has no such settled run.</exception>
    public async Task<SettledRun> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var source = _ledger.Open(arguments) ?? throw new UsageException("No ledger is given: use --ledger or set SETTLEMENT_LEDGER.");
        var ledger = new Ledger(source, TimeProvider.System, NullLogger<Ledger>.Instance);
        if (arguments.GetValue(_market) is not { } market || arguments.GetValue(_day) is not { } day)
            throw new UsageException("A run of the ledger is named by --market and --trading-day.");
        var revision = arguments.GetValue(_revision);
        var wait = new DatabasePatience(arguments.GetValue(_wait), TimeProvider.System, Console.Error);
        return await wait.ForAsync(() => ledger.ReadSettledAsync(market, day, revision, cancellationToken), cancellationToken).ConfigureAwait(false)
            ?? throw new UsageException($"The ledger has no settled run of {market} {day:yyyy-MM-dd}{(revision is null ? "" : $" r{revision}")}.");
    }

    /// <summary>Works on the run's trades.</summary>
    /// <exception cref="UsageException">Neither or both of feed and trade store are given.</exception>
    public async Task<T> UseTradesAsync<T>(ParseResult arguments, SettledRun run, Func<IDaySource, Task<T>> work)
    {
        if (arguments.GetValue(_feed) is { } brokers)
        {
            if (arguments.GetValue(_tradeStore.Option) is not null)
                throw new UsageException("Give --feed or --trade-store, not both.");
            var options = Options(brokers, arguments.GetValue(_topic) ?? throw new UsageException("--feed needs --topic."), arguments);
            using var topic = new KafkaTradeTopic(options.Connection, options.Topic, NullLogger<KafkaTradeTopic>.Instance);
            return await work(new FeedDay(run, new KafkaTradeFeedSource(options, run.Reference, TimeProvider.System, NullLogger<KafkaTradeFeedSource>.Instance), topic)).ConfigureAwait(false);
        }

        await using var source = _tradeStore.Open(arguments) ?? throw new UsageException("Say where the trades are: --feed with --topic, or --trade-store or SETTLEMENT_TRADE_STORE.");
        return await work(new StoreDay(run, new TradeStore(source, run.Reference, TimeProvider.System, NullLogger<TradeStore>.Instance))).ConfigureAwait(false);
    }

    private TradeFeedOptions Options(string brokers, string topic, ParseResult arguments) => new()
    {
        Connection = new KafkaConnection
        {
            BootstrapServers = brokers,
            Properties = (arguments.GetValue(_properties) ?? []).Select(Property).ToDictionary(StringComparer.Ordinal),
        },
        Topic = topic,
        Format = arguments.GetValue(_format),
        // Ranges are read by assignment, outside of any group: the name only has to be one.
        GroupId = "settlement-verify",
        GroupInstanceId = "settlement-verify",
    };

    private static KeyValuePair<string, string> Property(string text)
    {
        var sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign > 0 ? KeyValuePair.Create(text[..sign], text[(sign + 1)..]) : throw new UsageException($"--feed-property: '{text}' is not NAME=VALUE.");
    }
}

using Settlement.Sandbox.Kafka;
using Settlement.Sandbox.Kafka.Faults;

namespace Settlement.Sandbox.Faults;

/// <summary>A fault of the embedded Kafka as it is asked for from outside: by the command <c>fault add</c> and at the control endpoint.</summary>
internal sealed record FaultOrder
{
    /// <summary>The most requests that one fault hits.</summary>
    public const int TimesMax = 1_000_000;

    /// <summary>Lets fetches of a partition find nothing.</summary>
    public const string Stall = "stall";

    /// <summary>Lets the coordinator of a transactional id or of a group move.</summary>
    public const string MoveCoordinator = "move-coordinator";

    private const string Delay = "delay";
    private const string Answer = "answer";

    /// <summary>All actions, by what they do with a request.</summary>
    public static readonly IReadOnlyDictionary<string, string> Actions = new Dictionary<string, string>
    {
        ["drop-request"] = "the request is not applied and not answered",
        ["drop-reply"] = "the request is applied, and its reply never sent",
        ["close-instead-of-reply"] = "the request is applied, and the connection closed instead of the reply",
        ["close-connection"] = "the connection is closed, and the request not applied",
        ["hold"] = "the request is held back until 'fault release', even if its connection has gone",
        [Delay] = "the request is held back for --milliseconds, even if its connection has gone",
        [Answer] = "the request is not applied; the reply has --error",
        [Stall] = "fetches of --topic and --partition find nothing, until 'fault remove'",
        [MoveCoordinator] = "the coordinator of --transactional-id or --group moves: its requests are refused for a while",
    };

    /// <summary>What happens: one of <see cref="Actions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The APIs it hits, by their names in the protocol; empty: all.</summary>
    public IReadOnlyList<string> Apis { get; init; } = [];

    /// <summary>A topic that the request touches.</summary>
    public string? Topic { get; init; }

    /// <summary>A partition that the request touches.</summary>
    public int? Partition { get; init; }

    /// <summary>The client's id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The transactional id.</summary>
    public string? TransactionalId { get; init; }

    /// <summary>The consumer group.</summary>
    public string? Group { get; init; }

    /// <summary>How many requests it hits, from 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many it lets pass first.</summary>
    public int Skip { get; init; }

    /// <summary>How long <c>delay</c> holds a request back.</summary>
    public int? Milliseconds { get; init; }

    /// <summary>The error of <c>answer</c>, by its name in the protocol, such as <c>NotCoordinator</c>.</summary>
    public string? Error { get; init; }

    /// <summary>Hits only so many of a hundred; with <see cref="Seed"/>.</summary>
    public int? Percent { get; init; }

    /// <summary>The seed of <see cref="Percent"/>.</summary>
    public int Seed { get; init; }

    /// <summary>What the order says of itself.</summary>
    public override string ToString() => string.Join(
        ' ',
        new[]
        {
            Action,
            Apis.Count > 0 ? string.Join(',', Apis) : null,
            Topic is null ? null : $"topic {Topic}",
            Partition is null ? null : $"partition {Partition}",
            ClientId is null ? null : $"client {ClientId}",
            TransactionalId is null ? null : $"transactional id {TransactionalId}",
            Group is null ? null : $"group {Group}",
            Milliseconds is null ? null : $"{Milliseconds} ms",
            Error,
            Percent is null ? null : $"{Percent} % by seed {Seed}",
        }.Where(static part => part is not null));

    /// <summary>Which requests are meant.</summary>
    /// <exception cref="FormatException">There is no such API.</exception>
    public FaultMatch Match() => new()
    {
        Apis = [.. Apis.Select(static name => Named<ApiKey>("API", name))],
        Topic = Topic,
        Partition = Partition,
        ClientId = ClientId,
        TransactionalId = TransactionalId,
        Group = Group,
    };

    /// <summary>What is done with them.</summary>
    /// <exception cref="FormatException">There is no such action, or it lacks what it needs.</exception>
    public FaultAction Deed() => Action switch
    {
        "drop-request" => FaultAction.DropRequest,
        "drop-reply" => FaultAction.DropReply,
        "close-instead-of-reply" => FaultAction.CloseInsteadOfReply,
        "close-connection" => FaultAction.CloseConnection,
        "hold" => FaultAction.Hold,
        Delay => FaultAction.Delay(Milliseconds is > 0 and { } ms ? TimeSpan.FromMilliseconds(ms) : throw new FormatException("delay needs --milliseconds, from 1.")),
        Answer => FaultAction.Answer(Named<ErrorCode>("error", Error ?? throw new FormatException("answer needs --error, such as NotCoordinator."))),
        _ => throw new FormatException($"There is no fault '{Action}': take one of {string.Join(", ", Actions.Keys)}."),
    };

    /// <summary>How often it hits.</summary>
    /// <exception cref="FormatException">A number is outside of its range.</exception>
    public FaultChance? Chance()
    {
        if (Times is < 1 or > TimesMax)
            throw new FormatException($"--times is {Times}: it must be from 1 to {TimesMax}.");
        if (Skip < 0)
            throw new FormatException($"--skip is {Skip}: it must not be less than 0.");
        return Percent switch
        {
            null => null,
            < 0 or > 100 => throw new FormatException($"--percent is {Percent}: it must be from 0 to 100."),
            { } percent => new FaultChance(percent, Seed),
        };
    }

    private static T Named<T>(string what, string name)
        where T : struct, Enum => !int.TryParse(name, out _) && Enum.TryParse<T>(name, ignoreCase: true, out var value)
            ? value
            : throw new FormatException($"There is no {what} '{name}': take one of {string.Join(", ", Enum.GetNames<T>())}.");
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox;

/// <summary>The file <c>sandbox.json</c>: what a script or the command <c>feed</c> needs to use a running sandbox. It holds passwords.</summary>
/// <param name="Purpose">Says that this is for trying and testing only.</param>
/// <param name="ProcessId">The sandbox's own process.</param>
/// <param name="Kubeconfig">Kubeconfig file.</param>
/// <param name="Namespace">Namespace of the runs.</param>
/// <param name="DatabasesSecret">Secret in that namespace with the connection strings.</param>
/// <param name="BootstrapServers">Kafka's brokers.</param>
/// <param name="KafkaControl">Control endpoint of the embedded Kafka; null where Kafka is a real one.</param>
/// <param name="TradeTopic">Topic of the trades.</param>
/// <param name="TopicPrefix">Prefix of the result topics.</param>
/// <param name="Ledger">Npgsql connection string.</param>
/// <param name="TradeStore">Npgsql connection string.</param>
/// <param name="PostgresPort">PostgreSQL's port on 127.0.0.1.</param>
/// <param name="Processes">Servers that the sandbox runs, by name.</param>
internal sealed record SandboxDescription(
    string Purpose,
    int ProcessId,
    string Kubeconfig,
    string Namespace,
    string DatabasesSecret,
    string BootstrapServers,
    Uri? KafkaControl,
    string TradeTopic,
    string TopicPrefix,
    string Ledger,
    string TradeStore,
    int PostgresPort,
    IReadOnlyDictionary<string, int> Processes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes the file, readable for its owner only.</summary>
    public static async Task WriteAsync(SandboxWorld world, CancellationToken cancellationToken)
    {
        var servers = new[] { world.Postgres.Process, world.Kafka.Process }.OfType<ProcessIdentity>();
        var description = new SandboxDescription(
            "for trying and testing only",
            Environment.ProcessId,
            world.Kubeconfig,
            SandboxWorld.Namespace,
            SandboxWorld.DatabasesSecret,
            world.Kafka.BootstrapServers,
            world.Kafka.Control,
            world.Options.TradeTopic,
            world.Options.TopicPrefix,
            world.Postgres.Ledger,
            world.Postgres.TradeStore,
            world.Postgres.Port,
            servers.ToDictionary(server => server.Name, server => server.Pid));
        // Whoever waits for the file must never see half of it.
        var draft = world.DescriptionFile + ".new";
        await using (var stream = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            await JsonSerializer.SerializeAsync(stream, description, Json, cancellationToken);
        }
        File.Move(draft, world.DescriptionFile, overwrite: true);
    }

    /// <summary>Reads the file of a running sandbox.</summary>
    /// <exception cref="SandboxException">None runs in that directory.</exception>
    public static SandboxDescription Read(string stateDirectory)
    {
        var file = Path.Combine(stateDirectory, "sandbox.json");
        if (!File.Exists(file))
            throw new SandboxException($"No sandbox runs in {stateDirectory}: start one with 'settlement-sandbox up', or name its directory with --state.");
        return JsonSerializer.Deserialize<SandboxDescription>(File.ReadAllText(file), Json)
            ?? throw new SandboxException($"{file} is empty: stop the sandbox and start it again.");
    }
}

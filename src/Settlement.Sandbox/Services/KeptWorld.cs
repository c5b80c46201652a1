using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Services;

/// <summary>
/// The file <c>kept.json</c> of a state directory whose world outlives its sandbox: what the next one needs to find PostgreSQL and Kafka
/// again, and the ports, which specs and kubeconfigs name. It holds a password.
/// </summary>
internal sealed class KeptWorld
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly ILogger _logger;
    private Content _content;

    private KeptWorld(string file, Content content, ILogger logger)
    {
        _file = file;
        _content = content;
        _logger = logger;
    }

    /// <summary>PostgreSQL's cluster; null until one is made.</summary>
    public KeptPostgres? Postgres => _content.Postgres;

    /// <summary>Cluster id of the formatted Kafka log; null until it is formatted.</summary>
    public string? KafkaClusterId => _content.KafkaClusterId;

    /// <summary>Whether a directory holds a kept world.</summary>
    public static bool IsIn(string root) => File.Exists(FileIn(root));

    /// <summary>Opens the kept world of a directory, or makes it one.</summary>
    /// <exception cref="SandboxException">The file is damaged.</exception>
    public static KeptWorld Open(string root, ILogger logger)
    {
        var kept = new KeptWorld(FileIn(root), IsIn(root) ? Read(FileIn(root)) : new Content([], null, null), logger);
        kept.Save(kept._content);
        return kept;
    }

    /// <summary>The port that a server had in the world's former life, where that is free; else, and at first, a new one.</summary>
    /// <param name="server">The server.</param>
    public int Port(string server)
    {
        lock (_gate)
        {
            var known = _content.Ports.TryGetValue(server, out var before);
            if (known && LoopbackPort.IsFree(before))
                return before;
            var port = LoopbackPort.Free();
            if (known)
                Log.PortTaken(_logger, server, before, port);
            Save(_content with { Ports = new(_content.Ports) { [server] = port } });
            return port;
        }
    }

    /// <summary>Remembers PostgreSQL's cluster, once it is complete.</summary>
    public void Remember(KeptPostgres postgres)
    {
        lock (_gate)
            Save(_content with { Postgres = postgres });
    }

    /// <summary>Remembers Kafka's log, once it is formatted.</summary>
    public void RememberKafka(string clusterId)
    {
        lock (_gate)
            Save(_content with { KafkaClusterId = clusterId });
    }

    /// <summary>How to be rid of the world in a directory.</summary>
    public static string HowToRemove(string root)
    {
        var elsewhere = Read(FileIn(root)).Postgres?.Directory;
        return elsewhere is null || elsewhere.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? $"delete {root}"
            : $"delete {root} and {elsewhere}";
    }

    private static string FileIn(string root) => Path.Combine(root, "kept.json");

    private static Content Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllText(file), Json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException damaged)
        {
            throw new SandboxException($"{file} is damaged ({damaged.Message}), so the kept world cannot be opened: correct it, or delete {Path.GetDirectoryName(file)}.", damaged);
        }
    }

    private void Save(Content content)
    {
        // By rename, so that a kill in the middle leaves the old file or the new one.
        KubernetesAccess.WriteForOwner(_file + ".new", JsonSerializer.Serialize(content, Json));
        File.Move(_file + ".new", _file, overwrite: true);
        _content = content;
    }

    private sealed record Content(Dictionary<string, int> Ports, KeptPostgres? Postgres, string? KafkaClusterId);
}

/// <summary>A PostgreSQL cluster that outlives its sandbox.</summary>
/// <param name="Directory">Its directory, which is outside the state directory where PostgreSQL's user cannot work in that.</param>
/// <param name="Password">The password of all roles.</param>
internal sealed record KeptPostgres(string Directory, string Password);

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Settlement.Sandbox.Kubernetes;

/// <summary>How an embedded API server is started.</summary>
public sealed record KubernetesServerOptions
{
    /// <summary>Port of the API on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of the control endpoint; 0 takes a free one; -1, the default, leaves it off.</summary>
    public int ControlPort { get; init; } = -1;

    /// <summary>Folder that keeps the objects and the certificates between starts; null, the default, keeps nothing.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Bearer tokens and the users they stand for. The user <c>admin</c> may do everything.</summary>
    public IReadOnlyDictionary<string, string> Tokens { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether who brings no credentials is <c>system:anonymous</c>, as in most clusters; otherwise the answer is 401. Default true.</summary>
    public bool AnonymousAccess { get; init; } = true;

    /// <summary>File to which every refused request is appended, one JSON object per line; null, the default, for none.</summary>
    public string? DeniedLog { get; init; }

    /// <summary>Whether objects go when their owners are gone. Default true.</summary>
    public bool GarbageCollection { get; init; } = true;

    /// <summary>Whether deleted namespaces are emptied and new ones get their service account. Default true.</summary>
    public bool NamespaceController { get; init; } = true;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the server logs. Default: nowhere.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;
}

using System.Diagnostics.Metrics;
using k8s;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;

namespace Settlement.Kubernetes.Elect;

/// <summary>
/// Election by a Lease of the API server. It nominates and does not exclude: the ledger's epoch decides. Rules:
/// <list type="number">
/// <item>A nomination is proven until one renew deadline after the last successful renewal was sent, by the monotonic clock.</item>
/// <item>Errors and missing answers are retried until then; only the sight of another holder ends it earlier.</item>
/// <item>A candidate takes the lease when there is none, when it names nobody, when it ran out by the candidate's own
/// observation, or when the holder's process is known to have ended; always on the condition of the resource version.</item>
/// <item>The lease is given back when the nomination is disposed, never earlier.</item>
/// </list>
/// One campaign or nomination at a time; several electors may run in one process.
/// </summary>
public sealed class Elector : IElection, IDisposable
{
    private readonly LeaseClient _lease;
    private readonly HolderIdentity _me;
    private readonly HolderFollower _follower;
    private readonly ElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ElectionMetrics _metrics;
    private readonly ILogger _logger;
    private readonly k8s.Kubernetes? _owned;
    private int _busy;

    /// <summary>Prepares an election; nothing is asked of the API server before the first campaign.</summary>
    /// <param name="configuration">The API server and the credentials. Called once, so that the elector has a client of its own
    /// and its requests never wait behind others.</param>
    /// <param name="candidacy">Who campaigns for which lease.</param>
    /// <param name="options">Times; the same for all candidates.</param>
    /// <param name="time">Clock; its timestamps decide, its wall clock is only shown in the Lease object.</param>
    /// <param name="logger">Where it tells of nominations, losses and refusals.</param>
    /// <exception cref="ArgumentException">The options do not fit; the message lists every problem.</exception>
    public Elector(
        Func<KubernetesClientConfiguration> configuration, Candidacy candidacy, ElectionOptions options, TimeProvider time, ILogger<Elector> logger)
        : this(Connect(configuration, options), candidacy, options, time, logger)
    {
    }

    internal Elector(ILeaseStore store, IHolderWatch? watch, HolderIdentity me, ElectionOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        (_me, _options, _time, _logger) = (me, options, time, logger);
        _lease = new LeaseClient(store, options, time, logger);
        _follower = new HolderFollower(watch, me, store.Name, logger);
        _metrics = new ElectionMetrics(store.Name, time);
    }

    private Elector(k8s.Kubernetes client, Candidacy candidacy, ElectionOptions options, TimeProvider time, ILogger logger)
        : this(
            new KubernetesLeaseStore(client, candidacy.Namespace, candidacy.LeaseName),
            candidacy.Container is { } container ? new PodHolderWatch(client, candidacy.Namespace, container, options, time, logger) : null,
            candidacy.Identity, options, time, logger) => _owned = client;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A campaign is running, or a nomination is not disposed.</exception>
    public async Task<INomination> CampaignAsync(Func<bool> standBack, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(standBack);
        if (Interlocked.Exchange(ref _busy, 1) == 1)
            throw new InvalidOperationException($"This elector campaigns for {_lease.Name} already, or its nomination is not disposed.");
        try
        {
            var campaign = new Campaign(_lease, _me, _follower, _options, _time, _logger, standBack);
            var taken = await campaign.RunAsync(cancellationToken).ConfigureAwait(false);
            return new Nomination(_lease, _me.ToString(), taken, _options, _time, _metrics, _logger, Free);
        }
        catch
        {
            Free();
            throw;
        }
    }

    /// <summary>Closes the connections. Dispose nominations first: they are not given back here.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _owned?.Dispose();
    }

    // HTTP/1.1: a request that ran into its limit takes its connection with it, so that the next one is sent over a fresh
    // one. Over HTTP/2 all would share a connection whose death is noticed only after minutes.
    private static k8s.Kubernetes Connect(Func<KubernetesClientConfiguration> configuration, ElectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var own = configuration();
        own.DisableHttp2 = true;
        var setup = own.FirstMessageHandlerSetup;
        own.FirstMessageHandlerSetup = handler =>
        {
            setup?.Invoke(handler);
            handler.ConnectTimeout = options.RequestTimeout;
        };
        return new k8s.Kubernetes(own);
    }

    /// <summary>The meter of this elector, so that a test can tell it from that of others.</summary>
    internal Meter Meter => _metrics.Meter;

    private void Free() => Interlocked.Exchange(ref _busy, 0);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;
using Settlement.Operator.Command;

namespace Settlement.Operator.Settler;

/// <summary>How the process is to end.</summary>
internal sealed class SettlerExit
{
    /// <summary>Exit code; 0 unless the settler left of its own accord.</summary>
    public int Code { get; set; }
}

/// <summary>Runs one settler's day within the host, and turns its end into the process's.</summary>
internal sealed class SettlerService(
    SettlerEnvironment environment, k8s.Kubernetes kubernetes, SettlerHealth health, SettlerExit exit, IHostApplicationLifetime lifetime, TimeProvider time, ILoggerFactory loggers)
    : BackgroundService
{
    private readonly ILogger _logger = loggers.CreateLogger<SettlerService>();
    private readonly SettlerScope _scope = new($"{environment.Namespace}/{environment.Run}", environment.PodName);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var scope = _logger.BeginScope(_scope);
        Log.Starts(_logger, environment.PodName, environment.Run);
        try
        {
            var run = await new RunReader(new ResourceClient<SettlementRun>(kubernetes, time), environment, health, time, _logger).ReadAsync(stoppingToken).ConfigureAwait(false);
            _scope.Set("market", run.Spec.Market);
            _scope.Set("tradingDay", run.Spec.TradingDay);
            await using var reporting = new SettlerReporting(kubernetes, run, environment, health, _scope, time, loggers);
            exit.Code = await SettleAsync(run, reporting, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Log.Stopping(_logger);
        }

        Log.Stopped(_logger, exit.Code);
        lifetime.StopApplication();
    }

    /// <summary>Settles, then idles until it is told to stop; the operator scales down when the run is over.</summary>
    private async Task<int> SettleAsync(SettlementRun run, SettlerReporting reporting, CancellationToken stoppingToken)
    {
        try
        {
            var settings = SettlerSettings.Of(run, environment);
            await using var adapters = new SettlerAdapters(settings, environment, reporting.Watch, reporting.Report, time, loggers);
            Log.Settles(_logger, run.Spec.Market, run.Spec.TradingDay, run.Spec.Revision, run.Spec.Consumption.GroupMode.ToString(),
                settings.Feed.GroupId, settings.Engine.Recovery, settings.Feed.Topic, settings.Feed.Connection.BootstrapServers);
            var outcome = await new Engine.Settler(settings.Engine, adapters.Ports, loggers.CreateLogger<Engine.Settler>()).RunAsync(stoppingToken).ConfigureAwait(false);
            health.DayOver();
            Log.DayOver(_logger, outcome);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Log.Stopping(_logger);
            return ExitCode.Ok;
        }
        catch (SettingsException e)
        {
            Log.Unusable(_logger, e.Message);
            reporting.Report.Trouble("InvalidSettings", e.Message);
            return ExitCode.BadArguments;
        }
        catch (FencedException e)
        {
            Log.Fenced(_logger, e.Message);
            return ExitCode.Fenced;
        }
        catch (LedgerInvariantException e)
        {
            Log.LedgerInvariant(_logger, e.Message);
            reporting.Report.Trouble("LedgerInvariant", e.Message);
            return ExitCode.LedgerInvariant;
        }
#pragma warning disable CA1031 // Whatever it is, people must see it in the status before the process leaves.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Broken(_logger, e);
            reporting.Report.Trouble("SettlerBroken", e.Message);
            return ExitCode.Failed;
        }
    }
}

using Microsoft.Extensions.Logging;
using Settlement.Kubernetes.Resources;

namespace Settlement.Operator.Settler;

/// <summary>Reads the settler's run at its start; waits, and says so, while there is none or the API server is out of reach.</summary>
internal sealed class RunReader(ResourceClient<SettlementRun> runs, SettlerEnvironment environment, SettlerHealth health, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the run.</summary>
    public async Task<SettlementRun> ReadAsync(CancellationToken cancellationToken)
    {
        var told = "";
        while (true)
        {
            string reason;
            try
            {
                if (await runs.GetAsync(environment.Namespace, environment.Run, cancellationToken).ConfigureAwait(false) is { } run)
                    return run;
                reason = $"SettlementRun {environment.Namespace}/{environment.Run} does not exist";
            }
            catch (ApiException e)
            {
                reason = e.Message;
            }

            health.WaitFor(reason);
            if (reason != told)
                Log.WaitingForRun(logger, reason);
            told = reason;
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}

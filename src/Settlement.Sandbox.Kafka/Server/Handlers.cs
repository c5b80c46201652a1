using Settlement.Sandbox.Kafka.Admin;
using Settlement.Sandbox.Kafka.Data;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>Who answers which API. What has no handler here is not advertised.</summary>
internal static class Handlers
{
    public static IReadOnlyDictionary<ApiKey, ApiHandler> Of(BrokerState state, Dictionary<ApiKey, ApiHandler> handlers)
    {
        ApiHandler[] all =
        [
            new ProduceHandler(state),
            new FetchHandler(state),
            new ListOffsetsHandler(state),
            new MetadataHandler(state),
        ];
        foreach (var handler in all)
        {
            handlers.Add(handler.Api, handler);
        }

        handlers.Add(ApiKey.ApiVersions, new ApiVersionsHandler(handlers.Keys));
        return handlers;
    }
}

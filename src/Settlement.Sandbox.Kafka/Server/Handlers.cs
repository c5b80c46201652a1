using Settlement.Sandbox.Kafka.Admin;
using Settlement.Sandbox.Kafka.Data;
using Settlement.Sandbox.Kafka.Transactions;

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
            new CreateTopicsHandler(state),
            new DeleteTopicsHandler(state),
            new CreatePartitionsHandler(state),
            new DeleteRecordsHandler(state),
            new DescribeConfigsHandler(state),
            new IncrementalAlterConfigsHandler(state),
            new DescribeClusterHandler(state),
            new InitProducerIdHandler(state),
            new AddPartitionsToTxnHandler(state),
            new AddOffsetsToTxnHandler(state),
            new TxnOffsetCommitHandler(state),
            new EndTxnHandler(state),
            new ListTransactionsHandler(state),
            new DescribeTransactionsHandler(state),
            new DescribeProducersHandler(state),
        ];
        foreach (var handler in all)
        {
            handlers.Add(handler.Api, handler);
        }

        handlers.Add(ApiKey.ApiVersions, new ApiVersionsHandler(handlers.Keys));
        return handlers;
    }
}

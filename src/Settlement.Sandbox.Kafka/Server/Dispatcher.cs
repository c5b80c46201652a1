using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>Reads requests on the connections' tasks, lets faults have their say, and gives them to their handlers on the actor.</summary>
internal sealed class Dispatcher(BrokerState state, IReadOnlyDictionary<ApiKey, ApiHandler> handlers)
{
    private readonly Actor _actor = state.Actor;
    private readonly FaultPlan _faults = state.Faults;
    private readonly ILogger _logger = state.Options.Logger;

    public void Closed(Connection connection) => _actor.Post(() => state.Closed(connection));

    /// <summary>Reads a frame wholly; <paramref name="handle"/> then does what it asks, in the order of the calls.</summary>
    public Request Read(Connection connection, byte[] frame, int length, out Action handle)
    {
        var bytes = frame.AsMemory(0, length);
        var header = new WireReader(bytes, flexible: false);
        var api = (ApiKey)header.Int16();
        var version = header.Int16();
        var correlationId = header.Int32();
        if (!handlers.TryGetValue(api, out var handler))
        {
            throw new MalformedRequestException($"A request with the key {(int)api}, which is none that is served");
        }

        var range = Apis.All[api];
        var served = version >= range.ServedFrom && version <= range.Max;
        if (!served && api != ApiKey.ApiVersions)
        {
            throw new MalformedRequestException($"{api} in version {version}; {range.ServedFrom} to {range.Max} are served");
        }

        var clientId = header.ClassicNullableString();
        var reader = new WireReader(bytes[(length - header.Remaining)..], Apis.IsFlexible(api, version));
        // A client that speaks a newer ApiVersions learns in the oldest encoding which ones there are.
        var request = new Request(connection, frame, api, served ? version : (short)0, correlationId, clientId);
        if (!served)
        {
            handle = () => _actor.Post(() => Handle(handler, request, ApiVersionsHandler.Unsupported));
            return request;
        }

        reader.Tags();
        var body = handler.ReadBody(reader, version);
        handle = () => _actor.Post(() => Meet(handler, request, body));
        return request;
    }

    private void Meet(ApiHandler handler, Request request, object body)
    {
        if (request.Connection.Behind is { } behind)
        {
            behind.Enqueue((request, () => Meet(handler, request, body)));
            return;
        }

        if (_faults.Meet(request, handler, body) is not { } fault)
        {
            Handle(handler, request, body);
            return;
        }

        Log.FaultHit(_logger, fault.ToString(), request.Api, request.ClientId);
        if (!fault.HoldsBack)
        {
            fault.Apply(request, () => Handle(handler, request, body), error => Guard(request, () => handler.Refuse(request, body, error)));
            return;
        }

        request.Connection.Behind = new();
        fault.HoldBack(() =>
        {
            Handle(handler, request, body);
            GoOn(request.Connection);
        });
    }

    /// <summary>What came behind a request that was held back: a broker does not read further on a connection before it is done with a request.</summary>
    private static void GoOn(Connection connection)
    {
        var behind = connection.Behind!;
        connection.Behind = null;
        foreach (var (request, meet) in behind)
        {
            if (connection.IsClosed)
            {
                request.ReleaseFrame();
            }
            else
            {
                meet();
            }
        }
    }

    private void Handle(ApiHandler handler, Request request, object body) => Guard(request, () => handler.Handle(request, body));

    private void Guard(Request request, Action handle)
    {
        try
        {
            handle();
        }
        catch (Exception error)
        {
            Log.RequestFailed(_logger, error, request.Api, request.Version, request.ClientId);
            request.Connection.Abort();
        }
        finally
        {
            request.ReleaseFrame();
        }
    }
}

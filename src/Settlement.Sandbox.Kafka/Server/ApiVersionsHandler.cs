using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>Tells which APIs are served, and in which versions.</summary>
internal sealed class ApiVersionsHandler(IReadOnlyCollection<ApiKey> served) : ApiHandler<ErrorCode>(ApiKey.ApiVersions)
{
    /// <summary>The body of a request in a version that is not served: it is answered in the oldest one.</summary>
    public static readonly object Unsupported = ErrorCode.UnsupportedVersion;

    protected override ErrorCode Read(WireReader reader, short version)
    {
        if (version >= 3)
        {
            reader.String();
            reader.String();
            reader.Tags();
        }

        return ErrorCode.None;
    }

    protected override void Handle(Request request, ErrorCode body) => Refuse(request, body, body);

    protected override void Refuse(Request request, ErrorCode body, ErrorCode error) => request.Answer(writer =>
    {
        writer.Error(error).Array(served, static (writer, api) => writer.Int16((short)api).Int16(0).Int16(Apis.All[api].Max).Tags());
        if (request.Version >= 1)
        {
            writer.Int32(0);
        }

        writer.Tags();
    });
}

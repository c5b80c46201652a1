using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>Answers one API. Reading happens on the connection's task and must not touch the broker's state; all else happens on the actor.</summary>
internal abstract class ApiHandler(ApiKey api)
{
    public ApiKey Api { get; } = api;

    /// <summary>Reads the body wholly. Bytes that do not fit are a <see cref="MalformedRequestException"/>.</summary>
    public abstract object ReadBody(WireReader reader, short version);

    /// <summary>What the request touches, for faults to match.</summary>
    public abstract RequestTarget TargetOf(object body);

    /// <summary>Does what is asked and answers now or later.</summary>
    public abstract void Handle(Request request, object body);

    /// <summary>Answers with the error at every place that has one, and changes nothing.</summary>
    public abstract void Refuse(Request request, object body, ErrorCode error);
}

/// <summary>Answers one API whose body is of one type.</summary>
internal abstract class ApiHandler<TBody>(ApiKey api) : ApiHandler(api) where TBody : notnull
{
    public sealed override object ReadBody(WireReader reader, short version) => Read(reader, version);

    public sealed override RequestTarget TargetOf(object body) => Target((TBody)body);

    public sealed override void Handle(Request request, object body) => Handle(request, (TBody)body);

    public sealed override void Refuse(Request request, object body, ErrorCode error) => Refuse(request, (TBody)body, error);

    protected abstract TBody Read(WireReader reader, short version);

    protected virtual RequestTarget Target(TBody body) => RequestTarget.Nothing;

    protected abstract void Handle(Request request, TBody body);

    protected abstract void Refuse(Request request, TBody body, ErrorCode error);
}

using System.Buffers;
using System.IO.Pipelines;
using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests.Output;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Watches;

/// <summary>Writes the events of one watch, one line each. An object that the client wants as JSON is written as it is stored.</summary>
internal sealed class EventWriter(PipeWriter output, ResourceType type, Accepted accepted, TableForm? table, Func<DateTimeOffset> now)
{
    private bool _columnsTold;

    public void Object(string kind, StoredObject stored)
    {
        if (accepted is { Format: WireFormat.Json, Shape: Shape.Objects })
        {
            Line(kind, ObjectForm.Bytes(type, stored));
        }
        else
        {
            Shaped(kind, MemberOrder.Of(type, ObjectForm.Read(type, stored)));
        }
    }

    /// <summary>The last state in which an object was selected, told as deleted, with the version in which it left the selection.</summary>
    public void Left(StoredObject previous, long version)
    {
        var value = ObjectForm.Read(type, previous);
        ObjectForm.SetVersion(value, version);
        Shaped("DELETED", MemberOrder.Of(type, value));
    }

    /// <summary>Tells how far the watch has come.</summary>
    public void Bookmark(long version, bool initialEnd)
    {
        var text = version.ToString(CultureInfo.InvariantCulture);
        var metadata = new JsonObject { ["resourceVersion"] = text };
        if (initialEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var value = MemberOrder.Of(type, new JsonObject { ["kind"] = type.Kind, ["apiVersion"] = type.ApiVersion, ["metadata"] = metadata });
        if (table is not null)
        {
            Write("BOOKMARK", table.OfBookmark(value, new JsonObject { ["resourceVersion"] = text }, TellColumns()));
        }
        else
        {
            Shaped("BOOKMARK", value);
        }
    }

    public void Error(StatusException refusal) => Write("ERROR", refusal.ToStatus());

    private void Shaped(string kind, JsonObject value) => Write(kind, accepted.Shape switch
    {
        Shape.Table => table!.Of([value], new JsonObject { ["resourceVersion"] = value.Object("metadata").Text("resourceVersion") }, now(), TellColumns()),
        Shape.Metadata or Shape.MetadataList => MetadataForm.Of(value, accepted.MetaVersion),
        _ => value,
    });

    private bool TellColumns()
    {
        var tell = !_columnsTold;
        _columnsTold = true;
        return tell;
    }

    private void Write(string kind, JsonObject value)
    {
        if (accepted.Format == WireFormat.Protobuf)
        {
            output.Write(WireForm.ProtobufEvent(kind, value).Span);
        }
        else
        {
            Line(kind, ObjectForm.Serialize(value));
        }
    }

    private void Line(string kind, ReadOnlyMemory<byte> value)
    {
        Utf8.Write(output, $"{{\"type\":\"{kind}\",\"object\":");
        output.Write(value.Span);
        output.Write("}\n"u8);
    }
}

using System.Buffers;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Requests.Lists;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Output;

/// <summary>Answers with objects and lists in the form that the client accepts.</summary>
internal static class ObjectAnswers
{
    /// <summary>One object.</summary>
    public static Task ObjectAsync(ApiRequest request, ResourceType type, Accepted accepted, int code, JsonObject value)
    {
        MemberOrder.Of(type, value);
        return PlainAsync(request, accepted, code, accepted.Shape switch
        {
            Shape.Table => Table(request, type, accepted).Of([value], VersionOf(value), request.Now),
            Shape.Metadata => MetadataForm.Of(value, accepted.MetaVersion),
            Shape.MetadataList => throw new StatusException(500, "", "content is not a list"),
            _ => value,
        });
    }

    /// <summary>One object as it is stored, without a conversion where none is needed.</summary>
    public static Task StoredAsync(ApiRequest request, ResourceType type, Accepted accepted, StoredObject stored) =>
        accepted is { Format: WireFormat.Json, Shape: Shape.Objects }
            ? Answers.BytesAsync(request.Http, 200, accepted.MediaType, ObjectForm.Bytes(type, stored))
            : ObjectAsync(request, type, accepted, 200, ObjectForm.Read(type, stored));

    public static Task ListAsync(ApiRequest request, ResourceType type, Accepted accepted, ListPage page)
    {
        if (accepted is { Format: WireFormat.Json, Shape: Shape.Objects })
        {
            return Answers.BytesAsync(request.Http, 200, accepted.MediaType, ListBytes(type, page));
        }

        var objects = page.Items.Select(i => MemberOrder.Of(type, ObjectForm.Read(type, i)));
        return PlainAsync(request, accepted, 200, accepted.Shape switch
        {
            Shape.Table => Table(request, type, accepted).Of(objects, page.Metadata(), request.Now),
            Shape.MetadataList => MetadataForm.OfList(objects, page.Metadata(), accepted.MetaVersion),
            Shape.Metadata => throw new StatusException(406, "NotAcceptable",
                $"you requested PartialObjectMetadata, but the requested object is a list ({(type.IsCustom ? "*unstructured.UnstructuredList" : $"*{type.Version}.{type.ListKind}")})"),
            _ => JsonNode.Parse(ListBytes(type, page).Span)!.AsObject(),
        });
    }

    /// <summary>Anything that is complete, such as a Status, a Table or a Scale.</summary>
    public static Task PlainAsync(ApiRequest request, Accepted accepted, int code, JsonObject value) => PlainAsync(request.Http, accepted, code, value);

    public static Task PlainAsync(Microsoft.AspNetCore.Http.HttpContext http, Accepted accepted, int code, JsonObject value) =>
        Answers.BytesAsync(http, code, accepted.MediaType, WireForm.Encode(accepted.Format, value));

    public static TableForm Table(ApiRequest request, ResourceType type, Accepted accepted) => new(type, accepted, request.Query("includeObject") ?? "");

    private static JsonObject VersionOf(JsonObject value)
    {
        var metadata = new JsonObject();
        if (value.Object("metadata").Text("resourceVersion") is { } version)
        {
            metadata["resourceVersion"] = version;
        }

        return metadata;
    }

    private static ReadOnlyMemory<byte> ListBytes(ResourceType type, ListPage page)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        if (type.IsCustom)
        {
            Utf8.Write(buffer, $"{{\"apiVersion\":\"{type.ApiVersion}\",\"items\":[");
            WriteItems(type, page, buffer, 0);
            var metadata = page.Metadata();
            metadata.TryAdd("continue", "");
            MemberOrder.Of(type, metadata);
            Utf8.Write(buffer, $"],\"kind\":\"{type.ListKind}\",\"metadata\":");
            buffer.Write(ObjectForm.Serialize(metadata).Span);
            Utf8.Write(buffer, "}");
        }
        else
        {
            Utf8.Write(buffer, $"{{\"kind\":\"{type.ListKind}\",\"apiVersion\":\"{type.ApiVersion}\",\"metadata\":");
            buffer.Write(ObjectForm.Serialize(page.Metadata()).Span);
            Utf8.Write(buffer, ",\"items\":[");

            // The items of typed lists come without kind and apiVersion, which stand at the beginning.
            WriteItems(type, page, buffer, ObjectForm.Start(type).Length);
            Utf8.Write(buffer, "]}");
        }

        return buffer.WrittenMemory;
    }

    private static void WriteItems(ResourceType type, ListPage page, ArrayBufferWriter<byte> buffer, int skip)
    {
        var first = true;
        foreach (var item in page.Items)
        {
            buffer.Write(first ? ""u8 : ","u8);
            first = false;
            if (skip > 0)
            {
                buffer.Write("{"u8);
            }

            buffer.Write(ObjectForm.Bytes(type, item).Span[skip..]);
        }
    }
}

using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>One open watch.</summary>
internal sealed class WatchStream(ObjectRegistry registry, ResourceType type, HttpContext http)
{
    private const int BatchSize = 128;

    public async Task RunAsync(string ns, long from, bool initial, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = 200;
        http.Response.ContentType = "application/json";
        var resource = ObjectRegistry.KeyOf(type, "", "").Resource;
        var position = from;
        if (initial)
        {
            var snapshot = registry.Store.Now(resource);
            position = snapshot.Version;
            foreach (var (_, stored) in snapshot.Objects)
            {
                if (ns.Length == 0 || stored.Key.Namespace == ns)
                {
                    Write("ADDED", stored);
                }
            }
        }

        await http.Response.BodyWriter.FlushAsync(cancellationToken);
        var batch = new List<StoredEvent>(BatchSize);
        while (!cancellationToken.IsCancellationRequested)
        {
            (position, var next) = registry.Store.Read(resource, position, BatchSize, batch);
            foreach (var change in batch)
            {
                if (ns.Length == 0 || change.Object.Key.Namespace == ns)
                {
                    Write(change.Kind switch { ChangeKind.Added => "ADDED", ChangeKind.Modified => "MODIFIED", _ => "DELETED" }, change.Object);
                }
            }

            if (next is not null)
            {
                await http.Response.BodyWriter.FlushAsync(cancellationToken);
                await next.WaitAsync(cancellationToken);
            }
        }
    }

    private void Write(string kind, StoredObject stored)
    {
        var writer = http.Response.BodyWriter;
        Utf8.Write(writer, $"{{\"type\":\"{kind}\",\"object\":");
        System.Buffers.BuffersExtensions.Write(writer, ObjectForm.Bytes(type, stored).Span);
        System.Buffers.BuffersExtensions.Write(writer, "}\n"u8);
    }
}
